"""manage.py build_indexes: takes up index builds that a stopped process left behind."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from metadata.models import IndexMetadata
from metadata.services.building import WAITING, build_index


class Command(BaseCommand):
    help = "Builds the indexes that are still waiting; fails when one of them cannot be built."

    def handle(self, *args: Any, **options: Any) -> None:
        failed = 0
        for row in IndexMetadata.objects.filter(state__in=WAITING).select_related("workspace", "object"):
            state = build_index(row.id)
            failed += state == "FAILED"
            if state is not None and options["verbosity"] > 0:
                self.stdout.write(f"{row.workspace.subdomain}: {row.object.name_singular}: {row.name} is {state}.")
        if failed:
            raise CommandError(f"{failed} indexes could not be built: see the log for the reason.")
