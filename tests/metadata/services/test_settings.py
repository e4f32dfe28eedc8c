"""What two changes of settings in the same instant come to."""

import threading
import time
from typing import Any

import pytest
from django.db import connection, transaction

from metadata.errors import MetadataValidationError
from metadata.models import Workspace
from metadata.services.settings import update_workspace
from metadata.services.workspaces import create_workspace

TAKEN = {"subdomain": "SUBDOMAIN_ALREADY_TAKEN", "customDomain": "CUSTOM_DOMAIN_ALREADY_TAKEN"}


@pytest.mark.parametrize(
    "seconds", [0.1, 1.0], ids=["the other is done soon", "the other takes longer than locks wait"]
)
def test_whoever_comes_second_is_refused(live_workspace: Workspace, django_db_blocker, seconds: float) -> None:
    answers: list[Any] = []

    def second(data: dict[str, str]) -> None:
        try:
            answers.append(update_workspace(live_workspace.pk, data))
        except MetadataValidationError as error:
            answers.append(error)
        finally:
            connection.close()

    with django_db_blocker.unblock():
        first = create_workspace("first")
        for key, attribute, name in (
            ("subdomain", "subdomain", "crm"),
            ("customDomain", "custom_domain", "crm.ex.com"),
        ):
            with transaction.atomic():
                Workspace.objects.filter(pk=first.pk).update(**{attribute: name})
                thread = threading.Thread(target=second, args=({key: name, "displayName": "Second"},))
                thread.start()
                time.sleep(seconds)
                assert thread.is_alive()
            thread.join()
            refused = answers.pop()
            assert isinstance(refused, MetadataValidationError)
            assert [one.code for one in refused.entities[0].problems] == [TAKEN[key]]
        kept = Workspace.objects.get(pk=live_workspace.pk)
        assert (kept.subdomain, kept.custom_domain, kept.display_name) == ("test", "", "test")
