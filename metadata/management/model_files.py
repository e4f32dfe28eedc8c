"""What the three commands about model documents share."""

import pathlib
from typing import Any

from django.core.management.base import CommandError, CommandParser

from metadata.document_text import UnreadableDocument, parsed
from metadata.errors import MetadataValidationError, ModelError
from metadata.models import Workspace


def add_workspace(parser: CommandParser) -> None:
    parser.add_argument("--workspace", required=True, help="the workspace's subdomain")


def workspace_of(subdomain: str) -> Workspace:
    found = Workspace.objects.filter(subdomain=subdomain).first()
    if found is None:
        raise CommandError(f"There is no workspace {subdomain}.")
    return found


def read_document(name: str) -> Any:
    path = pathlib.Path(name)
    try:
        return parsed(path.read_bytes(), as_yaml=path.suffix in (".yaml", ".yml"))
    except OSError as error:
        raise CommandError(f"{name} cannot be read: {error.strerror}.") from None
    except UnreadableDocument as error:
        raise CommandError(f"{name} is no document: {error}") from None


def refused(error: ModelError) -> CommandError:
    if isinstance(error, MetadataValidationError):
        return CommandError("\n".join(error.problem_texts()))
    return CommandError(str(error))


def sentence(step: dict[str, Any]) -> str:
    """ "removeField rocket.price (12 records lose data)"."""
    told = f"{step['action']} {'.'.join(filter(None, (step['object'], step.get('field'))))}"
    if step.get("renamedTo"):
        told += f" to {step['renamedTo']}"
    if step.get("changes"):
        told += ": " + ", ".join(step["changes"])
    return told + (f" ({step['rowsLosingData']} records lose data)" if step["destructive"] else "")
