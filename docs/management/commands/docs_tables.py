from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from docs.tables import TABLES, outdated, renewed, shown


class Command(BaseCommand):
    help = "Writes the generated tables of the guide; with --check it changes nothing and fails when one is outdated."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        missing = sorted(TABLES.keys() - shown())
        if missing:
            raise CommandError(f"No chapter has the table {', '.join(missing)}.")
        found = outdated()
        names = ", ".join(chapter.name for chapter in found)
        if check and found:
            raise CommandError(f"Outdated: {names}. Run manage.py docs_tables.")
        for chapter in found:
            chapter.write_text(renewed(chapter))
        if found:
            self.stdout.write(f"Written: {names}")
