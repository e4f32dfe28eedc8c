"""manage.py model_plan: what applying a document would change."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from metadata.errors import ModelError
from metadata.management.model_files import add_workspace, read_document, refused, sentence, workspace_of
from metadata.services.apply import plan_model


class Command(BaseCommand):
    help = "Compares a document with the data model of a workspace; changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="*.json, *.yaml or *.yml")
        add_workspace(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            steps = plan_model(workspace_of(options["workspace"]).id, read_document(options["file"]))
        except ModelError as error:
            raise refused(error) from None
        for step in steps:
            self.stdout.write(sentence(step))
        if not steps:
            self.stdout.write("The model is what the document says.")
