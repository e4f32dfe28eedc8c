"""Saved views of an object: which fields a list shows, how it is filtered, sorted and grouped. Stored for clients."""

from uuid import uuid4

from django.db import models


class Stored(models.Model):
    """What every view and every part of one has."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    workspace = models.ForeignKey("metadata.Workspace", models.CASCADE, related_name="+")
    universal_identifier = models.UUIDField(default=uuid4, editable=False)
    application_id = models.UUIDField(editable=False)
    is_system_side_effect = models.BooleanField(default=False)
    """Made by the server together with its object."""
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True


class View(Stored):
    object = models.ForeignKey("metadata.ObjectMetadata", models.CASCADE, related_name="views")
    name = models.CharField(max_length=255)
    type = models.CharField(max_length=30, default="TABLE")
    key = models.CharField(max_length=30, null=True, blank=True)  # noqa: DJ001  null in the API
    icon = models.CharField(max_length=255)
    position = models.FloatField(default=0)
    is_compact = models.BooleanField(default=False)
    open_record_in = models.CharField(max_length=30, default="SIDE_PANEL")
    kanban_aggregate_operation = models.CharField(max_length=30, null=True, blank=True)  # noqa: DJ001
    kanban_aggregate_field_id = models.UUIDField(null=True, blank=True)
    kanban_column_width = models.PositiveIntegerField(null=True, blank=True)
    any_field_filter_value = models.TextField(null=True, blank=True)  # noqa: DJ001
    calendar_layout = models.CharField(max_length=30, null=True, blank=True)  # noqa: DJ001
    calendar_field_id = models.UUIDField(null=True, blank=True)
    main_group_by_field_id = models.UUIDField(null=True, blank=True)
    should_hide_empty_groups = models.BooleanField(default=False)
    visibility = models.CharField(max_length=30, default="WORKSPACE")

    def __str__(self) -> str:
        return self.name


class ViewField(Stored):
    view = models.ForeignKey(View, models.CASCADE, related_name="view_fields")
    field = models.ForeignKey("metadata.FieldMetadata", models.CASCADE, related_name="+")
    is_visible = models.BooleanField(default=True)
    size = models.FloatField(default=0)
    position = models.FloatField(default=0)
    aggregate_operation = models.CharField(max_length=30, null=True, blank=True)  # noqa: DJ001
    view_field_group_id = models.UUIDField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.view_id} {self.field_id}"


class ViewFilterGroup(Stored):
    view = models.ForeignKey(View, models.CASCADE, related_name="view_filter_groups")
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="+")
    logical_operator = models.CharField(max_length=10, default="AND")
    position = models.FloatField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.view_id} {self.logical_operator}"


class ViewFilter(Stored):
    view = models.ForeignKey(View, models.CASCADE, related_name="view_filters")
    field = models.ForeignKey("metadata.FieldMetadata", models.CASCADE, related_name="+")
    operand = models.CharField(max_length=30, default="CONTAINS")
    value = models.JSONField()
    group = models.ForeignKey(ViewFilterGroup, models.CASCADE, null=True, blank=True, related_name="+")
    position = models.FloatField(null=True, blank=True)
    sub_field_name = models.CharField(max_length=63, null=True, blank=True)  # noqa: DJ001
    relation_target_field_id = models.UUIDField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.view_id} {self.field_id} {self.operand}"


class ViewSort(Stored):
    view = models.ForeignKey(View, models.CASCADE, related_name="view_sorts")
    field = models.ForeignKey("metadata.FieldMetadata", models.CASCADE, related_name="+")
    direction = models.CharField(max_length=10, default="ASC")
    sub_field_name = models.CharField(max_length=63, null=True, blank=True)  # noqa: DJ001

    def __str__(self) -> str:
        return f"{self.view_id} {self.field_id} {self.direction}"


class ViewGroup(Stored):
    view = models.ForeignKey(View, models.CASCADE, related_name="view_groups")
    is_visible = models.BooleanField(default=True)
    field_value = models.CharField(max_length=255)
    position = models.FloatField(default=0)

    def __str__(self) -> str:
        return f"{self.view_id} {self.field_value}"
