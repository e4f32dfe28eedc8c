from django.db import migrations, models

LOWER = "update metadata_workspace set custom_domain = lower(custom_domain) where custom_domain <> lower(custom_domain)"
FIRST_COME = """
update metadata_workspace w set custom_domain = '' where custom_domain <> '' and exists (
  select from metadata_workspace o where o.custom_domain = w.custom_domain and
    (o.activation_status <> 'ACTIVE', o.created_at, o.id) < (w.activation_status <> 'ACTIVE', w.created_at, w.id))"""
"""Sign-in has taken the oldest active workspace for the owner."""


class Migration(migrations.Migration):
    dependencies = [("metadata", "0006_field_names")]

    operations = [
        migrations.RunSQL([LOWER, FIRST_COME], migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="workspace",
            constraint=models.UniqueConstraint(
                condition=models.Q(("custom_domain", ""), _negated=True),
                fields=("custom_domain",),
                name="custom_domain_once",
            ),
        ),
    ]
