from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    name = "webhooks"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from core.records import events
        from metadata.services import change
        from webhooks import outbox

        events.subscribers.append(outbox.RecordOutbox())
        change.model_changing.append(outbox.model_changing)
