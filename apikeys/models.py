"""Roles with their permissions, and the API keys that carry them."""

import re
import secrets
import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

ROLE_RIGHTS = (
    "can_read_all_object_records",
    "can_update_all_object_records",
    "can_soft_delete_all_object_records",
    "can_destroy_all_object_records",
)
OBJECT_RIGHTS = (
    "can_read_object_records",
    "can_update_object_records",
    "can_soft_delete_object_records",
    "can_destroy_object_records",
)


def first_version() -> int:
    """Anywhere: a role that is deleted and made again under its old id must not look like its former self."""
    return secrets.randbelow(2**30)


class Role(models.Model):
    """What its holders may do. `version` grows with every change of the role or its permissions."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    universal_identifier = models.UUIDField(default=uuid.uuid4, editable=False)
    workspace = models.ForeignKey("metadata.Workspace", on_delete=models.CASCADE, related_name="roles")
    label = models.CharField(max_length=255)
    description = models.TextField(blank=True, null=True)  # noqa: DJ001 (null and "" are told apart by the API)
    icon = models.CharField(max_length=255, blank=True, null=True)  # noqa: DJ001
    is_editable = models.BooleanField(default=True)
    can_be_assigned_to_users = models.BooleanField(default=True)
    can_be_assigned_to_agents = models.BooleanField(default=True)
    can_be_assigned_to_api_keys = models.BooleanField("can be assigned to API keys", default=True)
    can_update_all_settings = models.BooleanField(default=False)
    can_access_all_tools = models.BooleanField(default=False)
    can_read_all_object_records = models.BooleanField(default=False)
    can_update_all_object_records = models.BooleanField(default=False)
    can_soft_delete_all_object_records = models.BooleanField(default=False)
    can_destroy_all_object_records = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=first_version, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [models.UniqueConstraint(fields=["workspace", "label"], name="role_label_once")]

    def __str__(self) -> str:
        return self.label


class ObjectPermission(models.Model):
    """A role's rights on one object; null inherits the role's own flag."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="object_permissions")
    object = models.ForeignKey("metadata.ObjectMetadata", on_delete=models.CASCADE, related_name="+")
    can_read_object_records = models.BooleanField(null=True, blank=True)
    can_update_object_records = models.BooleanField(null=True, blank=True)
    can_soft_delete_object_records = models.BooleanField(null=True, blank=True)
    can_destroy_object_records = models.BooleanField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["role", "object"], name="object_permission_once")]

    def __str__(self) -> str:
        return f"{self.role_id} on {self.object_id}"


class FieldPermission(models.Model):
    """What a role may not do with one field: false forbids, null leaves the object's right."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="field_permissions")
    object = models.ForeignKey("metadata.ObjectMetadata", on_delete=models.CASCADE, related_name="+")
    field = models.ForeignKey("metadata.FieldMetadata", on_delete=models.CASCADE, related_name="+")
    can_read_field_value = models.BooleanField(null=True, blank=True)
    can_update_field_value = models.BooleanField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["role", "field"], name="field_permission_once")]

    def __str__(self) -> str:
        return f"{self.role_id} on {self.field_id}"


class PermissionFlag(models.Model):
    """One settings right of a role."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="permission_flags")
    flag = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["role", "flag"], name="permission_flag_once")]

    def __str__(self) -> str:
        return self.flag


class ApiKey(models.Model):
    """A key of a workspace. Its tokens are JWTs that name this row; they are shown once and never stored."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workspace = models.ForeignKey("metadata.Workspace", on_delete=models.CASCADE, related_name="api_keys")
    role = models.ForeignKey(Role, on_delete=models.SET_NULL, null=True, related_name="api_keys")
    name = models.CharField(max_length=255)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    token_count = models.PositiveIntegerField(default=0, editable=False)
    """Tokens made so far: each carries its number as the claim `tokenNumber`."""
    ended_tokens = ArrayField(models.PositiveIntegerField(), default=list, blank=True)
    """Numbers of the tokens that were ended alone, while the key lives on."""
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["created_at", "id"]
        verbose_name = "API key"

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """The side of a Django user that the APIs show: an id that is a UUID, whatever the user table has."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="person")
    signed_up = models.BooleanField(default=False, editable=False)
    """Came without being added: nobody has vouched for the address."""
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return str(self.user)


class Membership(models.Model):
    """A person in a workspace, with a role there and a record of the object workspaceMember."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    workspace = models.ForeignKey("metadata.Workspace", on_delete=models.CASCADE, related_name="memberships")
    role = models.ForeignKey(Role, on_delete=models.SET_NULL, null=True, related_name="memberships")
    workspace_member_id = models.UUIDField(editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [models.UniqueConstraint(fields=["person", "workspace"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.person} in {self.workspace}"


class RateBucket(models.Model):
    """The tokens left to one key. The table is unlogged: after a crash everybody starts with full buckets."""

    key_id = models.UUIDField(primary_key=True)
    second_tokens = models.FloatField()
    minute_tokens = models.FloatField()
    granted = models.IntegerField()
    refilled_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.key_id}: {self.minute_tokens:.0f}"


class AuditEntry(models.Model):
    """Who changed what in the settings of a workspace. Rows are only ever added: a trigger refuses to change them."""

    id = models.BigAutoField(primary_key=True)
    workspace = models.ForeignKey("metadata.Workspace", on_delete=models.CASCADE, related_name="audit_entries")
    at = models.DateTimeField(auto_now_add=True)
    actor_kind = models.CharField(max_length=20)
    """api_key, user, admin: a person in the admin pages; server: nobody asked for it."""
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=255)
    action = models.CharField(max_length=64)
    """What and how: apiKey.created, objectMetadata.updated."""
    target_id = models.UUIDField(null=True)
    target_name = models.CharField(max_length=255)
    changes = models.JSONField(default=dict)
    """Name -> [before, after], where both are known."""

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "audit entries"
        indexes = [models.Index(fields=["workspace", "-id"], name="audit_newest_first")]

    def __str__(self) -> str:
        return f"{self.in_words} by {self.actor_name}"

    @property
    def in_words(self) -> str:
        """fieldMetadata.created -> Field created."""
        words = spaced(self.action.replace("Metadata.", ".")).replace(".", " ").replace("api key", "API key")
        return words[:1].upper() + words[1:]


def spaced(name: str) -> str:
    """tokenNumber, token_number -> token number."""
    return re.sub(r"[A-Z]", lambda letter: f" {letter[0].lower()}", name).replace("_", " ")
