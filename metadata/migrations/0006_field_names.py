from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("metadata", "0005_object_versions")]

    operations = [
        migrations.AddField(
            model_name="fieldmetadata",
            name="named_in",
            field=models.PositiveIntegerField(db_default=0, default=0, editable=False),
        ),
    ]
