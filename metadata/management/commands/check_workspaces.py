"""manage.py check_workspaces: compares every table with its metadata."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from metadata.consistency.check import problems_of
from metadata.models import Workspace


class Command(BaseCommand):
    help = "Compares the tables of every workspace with its data model; fails when they differ."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--workspace", help="the subdomain of one workspace; all of them when left out")

    def handle(self, *args: Any, **options: Any) -> None:
        workspaces = Workspace.objects.order_by("subdomain")
        if options["workspace"]:
            workspaces = workspaces.filter(subdomain=options["workspace"])
            if not workspaces:
                raise CommandError(f"There is no workspace {options['workspace']}.")
        count = 0
        for workspace in workspaces:
            problems = problems_of(workspace)
            count += len(problems)
            for problem in problems:
                self.stderr.write(f"{workspace.subdomain}: {problem}.")
            if not problems:
                self.stdout.write(f"{workspace.subdomain}: model and tables agree.")
        if count:
            raise CommandError(f"{count} differences between models and tables.")
