from argparse import ArgumentTypeError
from datetime import UTC, datetime

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Manager, QuerySet

from apikeys.models import Role
from apikeys.tokens import create_api_key
from metadata.models import Workspace


class Command(BaseCommand):
    help = "Makes an API key and prints its token, alone, on standard output. It is shown this once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--workspace", required=True, help="the workspace's short name, for example demo")
        parser.add_argument("--name", required=True, help="what the key is for")
        parser.add_argument("--role", default="Admin", help="the label of its role (Admin)")
        parser.add_argument("--expires", type=moment, help="an ISO 8601 date, for example 2030-01-01")

    def handle(
        self, *args: object, workspace: str, name: str, role: str, expires: datetime | None, **options: object
    ) -> None:
        found = Workspace.objects.filter(subdomain=workspace).first()
        if found is None:
            raise CommandError(f'There is no workspace "{workspace}", only: {_joined(Workspace.objects, "subdomain")}.')
        if expires is not None and expires <= datetime.now(UTC):
            raise CommandError("--expires must be in the future.")
        roles = Role.objects.filter(workspace=found)
        if not roles.filter(label=role).exists():
            raise CommandError(f'"{workspace}" has no role "{role}". Its roles are: {_joined(roles, "label")}.')
        self.stdout.write(create_api_key(found, name, role_label=role, expires_at=expires)[1])


def _joined(rows: Manager | QuerySet, column: str) -> str:
    return ", ".join(rows.order_by(column).values_list(column, flat=True)) or "none"


def moment(text: str) -> datetime:
    """A date without a time zone is in UTC."""
    try:
        given = datetime.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f'"{text}" is not an ISO 8601 date such as 2030-01-01') from error
    return given if given.tzinfo else given.replace(tzinfo=UTC)
