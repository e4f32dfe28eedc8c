from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("apikeys", "0001_roles_and_keys")]

    operations = [
        migrations.CreateModel(
            name="RateBucket",
            fields=[
                ("key_id", models.UUIDField(primary_key=True, serialize=False)),
                ("second_tokens", models.FloatField()),
                ("minute_tokens", models.FloatField()),
                ("granted", models.IntegerField()),
                ("refilled_at", models.DateTimeField()),
            ],
        ),
        # Nothing here is worth writing to the log: a lease then costs no flush to disk. The spare room in each page
        # lets an update stay in its page.
        migrations.RunSQL(
            "alter table apikeys_ratebucket set unlogged; alter table apikeys_ratebucket set (fillfactor = 50)",
            "alter table apikeys_ratebucket set logged",
        ),
    ]
