import asyncio

from django.core.management.base import BaseCommand

from webhooks.deliver import run_until_stopped


class Command(BaseCommand):
    help = "Delivers webhooks until it is stopped. `serve` runs it too; several may run side by side."

    def handle(self, *args: object, **options: object) -> None:
        asyncio.run(run_until_stopped())
