from django.apps import AppConfig


class ApiKeysConfig(AppConfig):
    name = "apikeys"
    verbose_name = "API keys and roles"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from apikeys.audit import record_model
        from apikeys.roles import create_standard_roles, may_be_default
        from metadata.services.change import model_changing
        from metadata.services.settings import known_role
        from metadata.services.workspaces import workspace_created

        workspace_created.append(create_standard_roles)
        known_role.append(may_be_default)
        model_changing.append(record_model)
