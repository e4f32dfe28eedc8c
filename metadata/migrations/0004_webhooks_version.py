from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("metadata", "0003_saved_views")]

    operations = [
        migrations.AddField(
            model_name="workspace",
            name="webhooks_version",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
    ]
