"""manage.py model_apply: makes a workspace's data model what a document says."""

from argparse import ArgumentParser
from typing import Any

from metadata.apply.run import apply_model
from metadata.management.model_command import ModelCommand, read_document
from metadata.models import Workspace


class Command(ModelCommand):
    help = "Makes a workspace's data model what a document says, in one transaction."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", help="the document, JSON or YAML; - for standard input")
        parser.add_argument("--allow-destructive", action="store_true", help="let it remove objects, fields, options")

    def act(self, workspace: Workspace, **options: Any) -> None:
        document = read_document(options["file"])
        self.tell(apply_model(workspace, document, allow_destructive=options["allow_destructive"]).plan)
