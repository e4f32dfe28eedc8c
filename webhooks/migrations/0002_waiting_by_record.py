from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("webhooks", "0001_webhooks")]

    operations = [
        migrations.RemoveIndex(model_name="delivery", name="delivery_order"),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(fields=["record_id"], condition=models.Q(("state", "pending")), name="delivery_waiting"),
        ),
    ]
