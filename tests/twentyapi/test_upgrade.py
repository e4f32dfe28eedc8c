"""What an earlier version has stored is there after an upgrade, and means the same."""

from datetime import timedelta
from uuid import uuid4

import orjson
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import F
from django.utils import timezone

from apikeys.models import FieldPermission, Role
from apikeys.tokens import create_api_key
from metadata.models import Workspace
from metadata.schema import cache
from metadata.services.fields import update_field
from metadata.services.workspaces import create_workspace
from tests.client import Api
from tests.metadata.model import new_field, new_object
from tests.webhooks.conftest import claim_all
from webhooks import match, payload
from webhooks.models import Webhook

HOOKS = "/rest/metadata/webhooks"
DELIVERY = """
insert into webhooks_delivery
 (id, workspace_id, webhook_id, event_name, object_id, record_id, body, state, attempts, due_at, created_at, log)
values (%s, %s, %s, 'company.created', null, gen_random_uuid(), '{}', 'pending', 0, now(), now(), '[]')"""


def migrate_to(*targets: tuple[str, str | None]) -> None:
    executor = MigrationExecutor(connection)
    executor.migrate(list(targets) or executor.loader.graph.leaf_nodes())


def test_deliveries_that_wait_stay_with_their_webhook(live_workspace: Workspace, django_db_blocker) -> None:
    with django_db_blocker.unblock():
        other = create_workspace("other")
        migrate_to(("webhooks", "0002_waiting_by_record"))
        apps = MigrationExecutor(connection).loader.project_state(("webhooks", "0002_waiting_by_record")).apps
        hook = apps.get_model("webhooks", "Webhook").objects.create(
            workspace_id=live_workspace.pk,
            application_id=uuid4(),
            role_id=live_workspace.default_role_id,
            target_url="http://a.example/",
            operations=["*.*"],
        )
        waiting, foreign, orphan = uuid4(), uuid4(), uuid4()
        with connection.cursor() as cursor:
            cursor.execute(DELIVERY, [waiting, live_workspace.pk, hook.pk])
            cursor.execute(DELIVERY, [foreign, other.pk, hook.pk])
            cursor.execute(DELIVERY, [orphan, live_workspace.pk, uuid4()])
        migrate_to()
        assert [claim.id for claim in claim_all()] == [waiting]
        with connection.cursor() as cursor:
            cursor.execute("select id from webhooks_delivery")
            assert cursor.fetchall() == [(waiting,)]


def test_a_custom_domain_that_several_have_stays_with_the_oldest(live_workspace: Workspace, django_db_blocker) -> None:
    with django_db_blocker.unblock():
        migrate_to(("metadata", "0006_field_names"))
        had = [
            ("asleep", "crm.example.com", "SUSPENDED", 9),
            ("first", "CRM.example.com", "ACTIVE", 5),
            ("second", "crm.example.com", "ACTIVE", 1),
            ("alone", "own.example.com", "SUSPENDED", 1),
            ("none", "", "ACTIVE", 1),
        ]
        for subdomain, domain, status, days in had:
            row = Workspace.objects.create(
                display_name=subdomain, subdomain=subdomain, custom_domain=domain, activation_status=status
            )
            Workspace.objects.filter(pk=row.pk).update(created_at=timezone.now() - timedelta(days=days))
        migrate_to()
        rows = Workspace.objects.filter(subdomain__in=[row[0] for row in had])
        assert dict(rows.values_list("subdomain", "custom_domain")) == {
            "asleep": "",
            "first": "crm.example.com",
            "second": "",
            "alone": "own.example.com",
            "none": "",
        }


def test_what_waits_shows_no_field_whose_name_may_have_been_anothers(
    live_workspace: Workspace, django_db_blocker
) -> None:
    """Of before the upgrade nobody knows when a field took its name, only when it was last changed."""
    with django_db_blocker.unblock():
        match.forget()
        spy = new_object(live_workspace, "spy")
        secret = new_field(live_workspace, spy, "TEXT", "secretName")
        new_field(live_workspace, spy, "TEXT", "motto")
        role = Role.objects.create(workspace=live_workspace, label="Limited", can_read_all_object_records=True)
        FieldPermission.objects.create(role=role, object_id=spy.id, field_id=secret.id, can_read_field_value=False)
        api = Api(create_api_key(live_workspace, "tests")[1])
        assert api.post(HOOKS, json={"targetUrl": "http://a.example/", "operations": ["spy.*"]}).status_code == 201
        Webhook.objects.update(role=role, key=F("id"))  # as it was
        match.forget()
        values = {"name": "Ada", "motto": "Onwards", "secretName": "Secret"}
        assert api.post("/rest/spys", json=values).status_code == 201
        update_field(live_workspace.pk, secret.pk, {"name": "otherName"})
        new_field(live_workspace, spy, "TEXT", "secretName")
        migrate_to(("webhooks", "0002_waiting_by_record"), ("metadata", "0005_object_versions"))
        migrate_to()
        cache.forget()
        (claim,) = claim_all()
        assert claim.shown is not None
        record = orjson.loads(payload.sent(claim.body, claim.target_url, claim.shown))["record"]
        assert (record["name"], record["motto"]) == ("Ada", "Onwards")
        assert not {"secretName", "otherName"} & record.keys()
