import pathlib

from django.core.management.base import BaseCommand, CommandParser

from twentyapi.supervisor import serve


class Command(BaseCommand):
    help = "Runs the whole server: PostgreSQL (unless DATABASE_URL is set) and the web workers on HOST and PORT."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--pidfile", type=pathlib.Path, help="write the web master's process id to this file")

    def handle(self, *args: object, pidfile: pathlib.Path | None, **options: object) -> None:
        serve(self.say, pidfile)

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
