from django.core.management.base import BaseCommand, CommandError, CommandParser

from metadata.models import Workspace
from metadata.services.workspaces import create_workspace, subdomain_of


class Command(BaseCommand):
    help = "Makes a workspace with the standard objects. Its short name, printed, is what other commands ask for."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name")
        parser.add_argument("--sample", action="store_true", help="with a few records")
        parser.add_argument("--if-missing", action="store_true", help="do nothing where it is already there")

    def handle(self, *args: object, name: str, sample: bool, if_missing: bool, **options: object) -> None:
        if not name.strip():
            raise CommandError("The name must not be empty.")
        wanted = subdomain_of(name)
        if not Workspace.objects.filter(subdomain=wanted).exists():
            wanted = create_workspace(name.strip(), sample=sample).subdomain
        elif not if_missing:
            raise CommandError(
                f'There is already a workspace "{wanted}": give another name, or --if-missing to leave it as it is.'
            )
        self.stdout.write(wanted)
