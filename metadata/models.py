"""The data model of each workspace as rows. A record table is never a Django model: see schema/ddl.py."""

from uuid import UUID, uuid4

from django.db import models

from .naming import bounded
from .view_models import View, ViewField, ViewFilter, ViewFilterGroup, ViewGroup, ViewSort

__all__ = [
    "STANDARD_APPLICATION",
    "FieldMetadata",
    "IndexMetadata",
    "ObjectMetadata",
    "View",
    "ViewField",
    "ViewFilter",
    "ViewFilterGroup",
    "ViewGroup",
    "ViewSort",
    "Workspace",
    "schema_name",
    "table_name",
]

STANDARD_APPLICATION = UUID("20202020-64aa-4b6f-b003-9c74b97cee20")
"""The owner of everything that a new workspace starts with; what belongs to another application is custom."""


class Workspace(models.Model):
    """One tenant: its name, settings and the version of its data model."""

    FORMATS = (("direct", "Direct"), ("wrapped", "Wrapped"))

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    display_name = models.CharField(max_length=255)
    subdomain = models.CharField(max_length=63, unique=True)
    custom_domain = models.CharField(max_length=255, blank=True, default="")
    logo = models.CharField(max_length=2048, blank=True, default="")
    activation_status = models.CharField(max_length=30, default="ACTIVE")
    metadata_version = models.PositiveIntegerField(default=1)
    webhooks_version = models.PositiveIntegerField(default=0, editable=False)
    """Grows with every change of the workspace's webhooks; 0: it never had one."""
    rest_metadata_format = models.CharField(max_length=10, choices=FORMATS, default="direct")
    settings = models.JSONField(default=dict, blank=True)
    trash_retention_days = models.PositiveIntegerField(default=14)
    is_public_invite_link_enabled = models.BooleanField(default=True)
    allow_impersonation = models.BooleanField(default=True)
    default_role_id = models.UUIDField(null=True, blank=True)
    custom_application_id = models.UUIDField(default=uuid4, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["display_name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["custom_domain"], condition=~models.Q(custom_domain=""), name="custom_domain_once"
            )
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def pg_schema(self) -> str:
        return schema_name(self.id)


class ObjectMetadata(models.Model):
    """One kind of record: a table in the workspace's PostgreSQL schema."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="objects_metadata")
    universal_identifier = models.UUIDField(default=uuid4, editable=False)
    application_id = models.UUIDField(editable=False)
    name_singular = models.CharField(max_length=63)
    name_plural = models.CharField(max_length=63)
    label_singular = models.CharField(max_length=255)
    label_plural = models.CharField(max_length=255)
    description = models.TextField(null=True, blank=True)  # noqa: DJ001  null and "" differ in the API
    icon = models.CharField(max_length=255, null=True, blank=True)  # noqa: DJ001
    shortcut = models.CharField(max_length=63, null=True, blank=True)  # noqa: DJ001
    color = models.CharField(max_length=63, null=True, blank=True)  # noqa: DJ001
    is_active = models.BooleanField(default=True)
    is_system = models.BooleanField(default=False)
    is_searchable = models.BooleanField(default=True)
    is_ui_editable = models.BooleanField(default=True)
    is_ui_creatable = models.BooleanField(default=True)
    is_label_synced_with_name = models.BooleanField(default=False)
    label_identifier_id = models.UUIDField(null=True, blank=True)
    image_identifier_id = models.UUIDField(null=True, blank=True)
    duplicate_criteria = models.JSONField(null=True, blank=True)
    search_field_ids = models.JSONField(null=True, blank=True)
    """Ids of the fields that feed searchVector; null: the label identifier alone."""
    changed_in = models.PositiveIntegerField(default=0, editable=False)
    """The version of the model in which something that is shown of the object last changed."""
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "object"
        constraints = [
            models.UniqueConstraint(fields=["workspace", "name_singular"], name="object_singular_once"),
            models.UniqueConstraint(fields=["workspace", "name_plural"], name="object_plural_once"),
        ]

    def __str__(self) -> str:
        return self.name_singular

    @property
    def is_custom(self) -> bool:
        return self.application_id != STANDARD_APPLICATION

    @property
    def table(self) -> str:
        return table_name(self.name_singular, self.is_custom)


class FieldMetadata(models.Model):
    """One field of an object. Relations are two fields that name each other; a morph relation has a row per target.

    `name` is the name in the record APIs (targetCompany); `morph_name` the base of morph rows (target).
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="fields_metadata")
    object = models.ForeignKey(ObjectMetadata, models.CASCADE, related_name="fields")
    universal_identifier = models.UUIDField(default=uuid4, editable=False)
    application_id = models.UUIDField(editable=False)
    type = models.CharField(max_length=30)
    name = models.CharField(max_length=130)
    label = models.CharField(max_length=255)
    description = models.TextField(null=True, blank=True)  # noqa: DJ001
    icon = models.CharField(max_length=255, null=True, blank=True)  # noqa: DJ001
    place = models.PositiveIntegerField(default=0)
    """The order in which the object's fields are shown."""
    is_active = models.BooleanField(default=True)
    is_system = models.BooleanField(default=False)
    is_nullable = models.BooleanField(default=True)
    is_unique = models.BooleanField(default=False)
    is_ui_editable = models.BooleanField(default=True)
    is_label_synced_with_name = models.BooleanField(default=False)
    default_value = models.JSONField(null=True, blank=True)
    options = models.JSONField(null=True, blank=True)
    settings = models.JSONField(null=True, blank=True)
    morph_id = models.UUIDField(null=True, blank=True)
    morph_name = models.CharField(max_length=63, blank=True, default="")
    named_in = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    """The version of the model in which the field took the name that it has, and so did its columns."""
    target_object = models.ForeignKey(
        ObjectMetadata, models.DO_NOTHING, null=True, blank=True, related_name="incoming_fields"
    )
    target_field = models.ForeignKey("self", models.DO_NOTHING, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "field"
        constraints = [models.UniqueConstraint(fields=["object", "name"], name="field_name_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_custom(self) -> bool:
        return self.application_id != STANDARD_APPLICATION

    @property
    def relation_type(self) -> str | None:
        return (self.settings or {}).get("relationType")

    @property
    def target_id(self) -> UUID:
        """The object on the other side; of relation fields only."""
        assert self.target_object_id is not None
        return self.target_object_id

    @property
    def join_column(self) -> str | None:
        """The column of the MANY_TO_ONE side, on this field's own table."""
        return (self.settings or {}).get("joinColumnName") if self.relation_type == "MANY_TO_ONE" else None


class IndexMetadata(models.Model):
    """One index of a record table. `fields`: [{id, fieldMetadataId, order, subFieldName}]."""

    STATES = (("READY", "Ready"), ("BUILDING", "Building"), ("FAILED", "Failed"))

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="indexes_metadata")
    object = models.ForeignKey(ObjectMetadata, models.CASCADE, related_name="indexes")
    universal_identifier = models.UUIDField(default=uuid4, editable=False)
    application_id = models.UUIDField(editable=False)
    name = models.CharField(max_length=63)
    index_type = models.CharField(max_length=10, default="BTREE")
    is_unique = models.BooleanField(default=False)
    is_custom = models.BooleanField(default=False)
    index_where_clause = models.TextField(null=True, blank=True)  # noqa: DJ001
    fields = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=STATES, default="READY")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "index"
        verbose_name_plural = "indexes"
        constraints = [models.UniqueConstraint(fields=["workspace", "name"], name="index_name_once")]

    def __str__(self) -> str:
        return self.name


def schema_name(workspace_id: UUID) -> str:
    """The PostgreSQL schema that holds the record tables of a workspace."""
    return "workspace_" + base36(workspace_id.int)


def table_name(name_singular: str, custom: bool) -> str:
    return bounded("_" + name_singular) if custom else name_singular


def base36(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[rest] + digits
    return digits or "0"
