import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("webhooks", "0003_keys")]

    operations = [
        migrations.AlterField(
            model_name="delivery",
            name="id",
            field=models.UUIDField(default=uuid.uuid4, editable=False),
        ),
    ]
