"""manage.py model_export: the data model of a workspace as a document."""

import pathlib
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from metadata.document_text import printed
from metadata.management.model_files import add_workspace, workspace_of
from metadata.services.document import export_model


class Command(BaseCommand):
    help = "Writes the data model of a workspace as JSON or YAML."

    def add_arguments(self, parser: CommandParser) -> None:
        add_workspace(parser)
        parser.add_argument("file", nargs="?", help="*.json, *.yaml or *.yml; standard output when left out")
        parser.add_argument("--yaml", action="store_true", help="YAML on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        document = export_model(workspace_of(options["workspace"]).id)
        if options["file"]:
            path = pathlib.Path(options["file"])
            path.write_bytes(printed(document, as_yaml=path.suffix in (".yaml", ".yml")))
        else:
            self.stdout.write(printed(document, as_yaml=options["yaml"]).decode(), ending="")
