from django.core.management.base import BaseCommand, CommandError, CommandParser

from metadata.services.workspaces import create_workspace


class Command(BaseCommand):
    help = "Makes a workspace with the standard objects. Its short name, printed, is what other commands ask for."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name")
        parser.add_argument("--sample", action="store_true", help="with a few records")

    def handle(self, *args: object, name: str, sample: bool, **options: object) -> None:
        if not name.strip():
            raise CommandError("The name must not be empty.")
        self.stdout.write(create_workspace(name.strip(), sample=sample).subdomain)
