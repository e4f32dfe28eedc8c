"""A process that is killed in the middle of its changes leaves whole ones behind."""

import os
import random
import signal
import subprocess
import sys
import time
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection

from metadata.consistency.check import problems_of
from metadata.models import Workspace

CHANGES = """
import sys, django
django.setup()
from metadata.errors import ModelError
from metadata.services.fields import create_field, update_field
from metadata.services.objects import create_object, delete_object, update_object
import uuid
workspace = uuid.UUID(sys.argv[1])
print("ready", flush=True)
while True:
    names = {"nameSingular": "boat", "namePlural": "boats", "labelSingular": "Boat", "labelPlural": "Boats"}
    row = create_object(workspace, names)
    price = {"objectMetadataId": str(row.id), "type": "CURRENCY", "name": "price", "label": "Price"}
    field = create_field(workspace, price)
    update_field(workspace, field.id, {"name": "cost"})
    update_object(workspace, row.id, {"nameSingular": "ship", "namePlural": "ships"})
    delete_object(workspace, row.id)
"""


def database_url() -> str:
    found = connection.settings_dict
    login = found["USER"] + (f":{quote(found['PASSWORD'], safe='')}" if found["PASSWORD"] else "")
    if found["HOST"].startswith("/"):
        return f"postgres://{login}@/{found['NAME']}?host={found['HOST']}" + (
            f"&port={found['PORT']}" if found["PORT"] else ""
        )
    return f"postgres://{login}@{found['HOST']}:{found['PORT'] or 5432}/{found['NAME']}"


@pytest.mark.parametrize("attempt", range(4))
def test_a_killed_process(live_workspace: Workspace, attempt: int) -> None:
    before = live_workspace.metadata_version
    environment = os.environ | {
        **{"DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "twentyapi.settings"},
        **{"PYTHONPATH": str(settings.BASE_DIR), "SECRET_KEY": "x" * 50},
    }
    arguments = [sys.executable, "-W", "ignore", "-c", CHANGES, str(live_workspace.id)]
    with subprocess.Popen(arguments, env=environment, stdout=subprocess.PIPE, cwd=settings.BASE_DIR) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        time.sleep(0.3 + random.Random(attempt).random() * 0.4)
        process.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 60
    while _others_at_work() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert problems_of(live_workspace) == []
    assert Workspace.objects.get(id=live_workspace.id).metadata_version > before


def _others_at_work() -> bool:
    """PostgreSQL notices that a client has gone a moment later."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() "
            "and state <> 'idle'"
        )
        return cursor.fetchone()[0] > 0
