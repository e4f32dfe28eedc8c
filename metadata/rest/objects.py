"""/rest/metadata/objects, and the fields of one object below it."""

from uuid import UUID

from django.http import HttpResponse
from orjson import Fragment
from rest_framework.request import Request

from metadata.errors import MetadataNotFound
from metadata.models import ObjectMetadata
from metadata.services import objects

from . import inputs, naming, paging
from .base import MetadataViewSet
from .printed import printed, whole_objects
from .render import Json, answer, object_json

IDENTIFIERS = ("labelIdentifierFieldMetadataId", "imageIdentifierFieldMetadataId")


class Objects(MetadataViewSet):
    def list(self, request: Request) -> HttpResponse:
        rows = ObjectMetadata.objects.filter(workspace_id=self.workspace_id)
        cut = paging.cut(rows, paging.asked_page(request.query_params), "changed_in")
        keys = ((object_id, version) for object_id, (version,) in zip(cut.ids, cut.more, strict=True))
        items = [Fragment(text) for text in printed.objects(self.workspace_id, keys)]
        return answer(paging.listed(cut, items, "objects", self.wrapped))

    def retrieve(self, request: Request, pk: str) -> HttpResponse:
        return self.one(self._whole(naming.path_object(self.workspace_id, pk)), "object")

    def create(self, request: Request) -> HttpResponse:
        given = inputs.checked(self.given, inputs.NEW_OBJECT, inputs.OBJECT_TEXTS)
        row = objects.create_object(self.workspace_id, given)
        return self.one(self._whole(row.id), "createOneObject", 201)

    def update(self, request: Request, pk: str) -> HttpResponse:
        object_id = naming.path_object(self.workspace_id, pk)
        given = inputs.checked(self.given, inputs.CHANGED_OBJECT)
        for key in IDENTIFIERS:
            given = inputs.with_field_id(self.workspace_id, object_id, given, key)
        objects.update_object(self.workspace_id, object_id, given)
        return self.one(self._whole(object_id), "updateOneObject")

    def destroy(self, request: Request, pk: str) -> HttpResponse:
        row = objects.delete_object(self.workspace_id, naming.path_object(self.workspace_id, pk))
        return self.one(object_json(row), "deleteOneObject")

    def _whole(self, object_id: UUID) -> Json:
        found = next(whole_objects(self.workspace_id, [object_id]), None)
        if found is None:
            raise not_found()
        return found


def not_found() -> MetadataNotFound:
    return MetadataNotFound("Object metadata not found", "OBJECT_METADATA_NOT_FOUND", "Object not found.")
