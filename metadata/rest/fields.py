"""/rest/metadata/fields, and the same below an object, where a field may be called by its name."""

from uuid import UUID

from django.http import HttpResponse
from rest_framework.request import Request

from metadata.errors import MetadataNotFound
from metadata.models import FieldMetadata
from metadata.services import fields

from . import inputs, naming, paging
from .base import MetadataViewSet
from .render import Json, Jsons, answer, fields_json


class Fields(MetadataViewSet):
    """`parent` is the object of the path, an id or a name, where the path has one."""

    def list(self, request: Request, parent: str | None = None) -> HttpResponse:
        rows = FieldMetadata.objects.filter(workspace_id=self.workspace_id)
        narrow = parent or request.query_params.get("objectMetadataId")
        if narrow:
            rows = rows.filter(object_id=naming.path_object(self.workspace_id, narrow))
        cut = paging.cut(rows, paging.asked_page(request.query_params))
        found = fields_json(FieldMetadata.objects.filter(workspace_id=self.workspace_id, id__in=cut.ids))
        return answer(paging.listed(cut, paging.in_order(found, cut.ids), "fields", self.wrapped))

    def retrieve(self, request: Request, pk: str, parent: str | None = None) -> HttpResponse:
        return self.one(self._found(self._id(pk, parent)), "field")

    def create(self, request: Request, parent: str | None = None) -> HttpResponse:
        given = {**self.given, "objectMetadataId": parent} if parent else self.given
        row = fields.create_field(self.workspace_id, inputs.new_field(self.workspace_id, given))
        return self.one(self._found(row.id), "createOneField", 201)

    def update(self, request: Request, pk: str, parent: str | None = None) -> HttpResponse:
        field_id = self._id(pk, parent)
        given = inputs.checked(self.given, inputs.CHANGED_FIELD)
        given = inputs.with_targets(self.workspace_id, given, "morphRelationsUpdatePayload")
        fields.update_field(self.workspace_id, field_id, given)
        return self.one(self._found(field_id), "updateOneField")

    def destroy(self, request: Request, pk: str, parent: str | None = None) -> HttpResponse:
        field_id = self._id(pk, parent)
        before = self._read(field_id)
        fields.delete_field(self.workspace_id, field_id)
        return self.one(before[0] if before else None, "deleteOneField")

    def _id(self, pk: str, parent: str | None) -> UUID:
        owner = naming.path_object(self.workspace_id, parent) if parent else None
        return naming.path_field(self.workspace_id, owner, pk)

    def _read(self, field_id: UUID) -> Jsons:
        return fields_json(FieldMetadata.objects.filter(workspace_id=self.workspace_id, id=field_id))

    def _found(self, field_id: UUID) -> Json:
        found = self._read(field_id)
        if not found:
            raise MetadataNotFound("Field metadata not found", "FIELD_METADATA_NOT_FOUND", "Field not found.")
        return found[0]
