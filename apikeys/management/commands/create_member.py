from django.core.management.base import BaseCommand, CommandError, CommandParser

from apikeys.models import Person, Role
from apikeys.services.people import create_member
from metadata.models import Workspace


class Command(BaseCommand):
    help = "Makes a person a member of a workspace. A known person is added to it and gets the password and role."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--workspace", required=True, help="the workspace's short name, for example demo")
        parser.add_argument("--email", required=True)
        parser.add_argument("--password", help="how strong it is, is not judged; without one, nobody can sign in yet")
        parser.add_argument("--role", default="Member", help="the label of a role of the workspace (Member)")
        parser.add_argument("--name", default="", help='for example "Tim Apple"; by default made from the address')

    def handle(
        self,
        *args: object,
        workspace: str,
        email: str,
        password: str | None,
        role: str,
        name: str,
        **options: object,
    ) -> None:
        found = Workspace.objects.filter(subdomain=workspace).first()
        if found is None:
            raise CommandError(f'There is no workspace "{workspace}".')
        if "@" not in email:
            raise CommandError(f'"{email}" is not an e-mail address.')
        if not Role.objects.filter(workspace=found, label=role, can_be_assigned_to_users=True).exists():
            raise CommandError(f'"{workspace}" has no role "{role}" that can be assigned to users.')
        if password is None and Person.objects.filter(user__username__iexact=email, signed_up=True).exists():
            raise CommandError(f"{email} has signed up by itself: give a --password, which takes the place of its own.")
        create_member(found, email, password, role_label=role, name=name)
        self.stdout.write(f"{email} is a member of {workspace} with the role {role}.")
