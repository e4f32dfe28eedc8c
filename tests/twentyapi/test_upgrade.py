"""What an earlier version has stored is there after an upgrade, and means the same."""

from datetime import timedelta
from uuid import uuid4

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from metadata.models import Workspace
from metadata.services.workspaces import create_workspace
from tests.webhooks.conftest import claim_all

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
