"""Making a workspace, and changing its settings."""

import re
from collections.abc import Callable
from uuid import UUID, uuid4

from django.db import transaction

from metadata.models import Workspace
from metadata.naming import transliterated
from metadata.schema import ddl

from .change import Change
from .sample import insert_sample
from .standard import add_standard_objects

workspace_created: list[Callable[[Workspace], None]] = []
"""Called inside the transaction that makes a workspace, in order: a new workspace is never seen without its roles."""


def create_workspace(name: str, *, sample: bool = False, id: UUID | None = None) -> Workspace:
    """A workspace with the standard objects, and with a few records when `sample` is set."""
    with transaction.atomic():
        workspace = Workspace.objects.create(id=id or uuid4(), display_name=name, subdomain=free_subdomain(name))
        change = Change(workspace, makes=workspace.metadata_version)
        change.run(ddl.create_schema(workspace.pg_schema))
        add_standard_objects(change)
        change.flush()
        for subscriber in workspace_created:
            subscriber(workspace)
        if sample:
            insert_sample(workspace)
    return workspace


def subdomain_of(name: str) -> str:
    """ "My Firm" -> my-firm."""
    return re.sub(r"[^a-z0-9]+", "-", transliterated(name).lower()).strip("-")[:50] or "workspace"


def free_subdomain(name: str) -> str:
    """ "My Firm" -> my-firm, or my-firm-2 where that is taken."""
    slug = subdomain_of(name)
    taken = set(Workspace.objects.filter(subdomain__startswith=slug).values_list("subdomain", flat=True))
    if slug not in taken:
        return slug
    return next(f"{slug}-{i}" for i in range(2, len(taken) + 3) if f"{slug}-{i}" not in taken)
