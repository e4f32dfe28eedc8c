import uuid

import django.contrib.postgres.functions
import django.db.models.deletion
from django.db import migrations, models

ORPHANS = """
delete from webhooks_delivery d where not exists (
  select from webhooks_webhook w where w.id = d.webhook_id and w.workspace_id = d.workspace_id)"""
"""What deleted webhooks have left behind must not become that of one that has the same id today."""
NAMES = """
update metadata_fieldmetadata f set named_in = w.metadata_version from metadata_workspace w
where w.id = f.workspace_id
 and f.updated_at >= (select min(d.created_at) from webhooks_delivery d where d.workspace_id = w.id)"""
"""Nobody knows whether these had their names already when what is stored was told, so only Admin is sent them."""


class Migration(migrations.Migration):
    dependencies = [
        ("webhooks", "0002_waiting_by_record"),
        ("metadata", "0006_field_names"),
    ]

    operations = [
        migrations.AddField(
            model_name="webhook",
            name="key",
            field=models.UUIDField(
                db_default=django.contrib.postgres.functions.RandomUUID(),
                default=uuid.uuid4,
                editable=False,
                unique=True,
            ),
        ),
        migrations.RunSQL("update webhooks_webhook set key = id", migrations.RunSQL.noop),
        migrations.RunSQL(ORPHANS, migrations.RunSQL.noop),
        migrations.RunSQL(NAMES, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="delivery",
            name="webhook",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="webhooks.webhook",
                to_field="key",
            ),
        ),
        migrations.AddField(
            model_name="delivery",
            name="metadata_version",
            field=models.PositiveIntegerField(db_default=0, default=0, editable=False),
        ),
    ]
