"""manage.py model_export: a workspace's data model as a document."""

from argparse import ArgumentParser
from typing import Any

from metadata.apply.run import export_model
from metadata.apply.text import as_json, as_yaml
from metadata.management.model_command import ModelCommand
from metadata.models import Workspace


class Command(ModelCommand):
    help = "Prints a workspace's data model as a document, for model_plan and model_apply."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--format", choices=("yaml", "json"), default="yaml")

    def act(self, workspace: Workspace, **options: Any) -> None:
        printed = as_json if options["format"] == "json" else as_yaml
        self.stdout.write(printed(export_model(workspace)), ending="")
