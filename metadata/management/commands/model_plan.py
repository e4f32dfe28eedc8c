"""manage.py model_plan: what a document would change in a workspace's data model."""

from argparse import ArgumentParser
from typing import Any

from metadata.apply.run import plan_model
from metadata.management.model_command import ModelCommand, read_document
from metadata.models import Workspace


class Command(ModelCommand):
    help = "Tells what applying a data model would add, rename, change and remove; nothing is changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", help="the document, JSON or YAML; - for standard input")

    def act(self, workspace: Workspace, **options: Any) -> None:
        self.tell(plan_model(workspace, read_document(options["file"])).plan)
