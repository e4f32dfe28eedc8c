"""Names in place of ids: of an object its singular or plural name, of a field its name within its object."""

from typing import Any
from uuid import UUID

from django.db.models import Q

from metadata.models import FieldMetadata, ObjectMetadata
from metadata.services.inputs import as_uuid

from . import errors


def object_id(workspace_id: UUID, word: Any) -> UUID | None:
    """The id that a word stands for. A UUID is taken as it is, whether or not there is such an object."""
    known = as_uuid(word)
    if known is not None or not isinstance(word, str) or not 0 < len(word) <= 63:
        return known
    named = Q(name_singular=word) | Q(name_plural=word)
    return ObjectMetadata.objects.filter(named, workspace_id=workspace_id).values_list("id", flat=True).first()


def field_id(workspace_id: UUID, parent: UUID | None, word: Any) -> UUID | None:
    """A field's name means nothing without its object."""
    known = as_uuid(word)
    if known is not None or parent is None or not isinstance(word, str) or not word:
        return known
    rows = FieldMetadata.objects.filter(workspace_id=workspace_id, object_id=parent, name=word)
    return rows.values_list("id", flat=True).first()


def path_object(workspace_id: UUID, word: str) -> UUID:
    found = object_id(workspace_id, word)
    if found is None:
        raise errors.no_uuid()
    return found


def path_field(workspace_id: UUID, parent: UUID | None, word: str) -> UUID:
    found = field_id(workspace_id, parent, word)
    if found is None:
        raise errors.no_uuid()
    return found


def path_id(word: str) -> UUID:
    found = as_uuid(word)
    if found is None:
        raise errors.no_uuid()
    return found
