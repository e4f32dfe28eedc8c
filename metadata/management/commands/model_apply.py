"""manage.py model_apply: makes the data model of a workspace what a document says."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from metadata.errors import ModelError
from metadata.management.model_files import add_workspace, read_document, refused, sentence, workspace_of
from metadata.services.apply import apply_model


class Command(BaseCommand):
    help = "Applies a document to the data model of a workspace, in one transaction."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="*.json, *.yaml or *.yml")
        add_workspace(parser)
        parser.add_argument("--allow-destructive", action="store_true", help="also steps by which records lose data")

    def handle(self, *args: Any, **options: Any) -> None:
        workspace, document = workspace_of(options["workspace"]), read_document(options["file"])
        try:
            steps = apply_model(workspace.id, document, allow_destructive=options["allow_destructive"])
        except ModelError as error:
            raise refused(error) from None
        for step in steps:
            self.stdout.write(sentence(step))
        self.stdout.write(f"{len(steps)} steps done.")
