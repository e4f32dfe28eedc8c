from django.apps import AppConfig


class MetadataConfig(AppConfig):
    name = "metadata"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from metadata.services.building import start_building
        from metadata.services.change import indexes_waiting

        indexes_waiting.append(start_building)
