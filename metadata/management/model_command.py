"""What the commands on data models share: which workspace, which document, and how refusals are told."""

import pathlib
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from metadata.apply.document import DocumentRefused
from metadata.apply.plan import DestructiveChange, Plan
from metadata.apply.text import read_text
from metadata.errors import ModelError
from metadata.models import Workspace


class ModelCommand(BaseCommand):
    """`act` does the work."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--workspace", required=True, help="the subdomain of the workspace")

    def handle(self, *args: Any, workspace: str, **options: Any) -> None:
        row = Workspace.objects.filter(subdomain=workspace).first()
        if row is None:
            raise CommandError(f"There is no workspace {workspace}.")
        try:
            self.act(row, **options)
        except DocumentRefused as refusal:
            raise CommandError("\n".join([f"{refusal.message}:", *refusal.lines()])) from None
        except DestructiveChange as refusal:
            self.tell(refusal.plan)
            told = refusal.message.partition(":")[0]
            raise CommandError(f"{told}: --allow-destructive lets it.") from None
        except ModelError as refusal:
            raise CommandError(str(refusal)) from None

    def act(self, workspace: Workspace, **options: Any) -> None:
        raise NotImplementedError

    def tell(self, plan: Plan) -> None:
        for step in plan.told:
            self.stdout.write(str(step))
        shown = ", ".join(f"{count} {word}" for word, count in plan.summary.items() if word != "recordsLosingData")
        self.stdout.write(f"{shown}, {plan.summary['recordsLosingData']} records lose data")


def read_document(file: str) -> Any:
    try:
        return read_text(sys.stdin.buffer.read() if file == "-" else pathlib.Path(file).read_bytes())
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}.") from None
