"""/rest/metadata/indexes."""

from uuid import UUID

from django.http import HttpResponse
from rest_framework.request import Request

from metadata.errors import MetadataNotFound
from metadata.models import IndexMetadata
from metadata.services import indexes

from . import errors, inputs, naming, paging
from .base import MetadataViewSet
from .render import Json, answer, index_json

NEW_INDEX = {"objectMetadataId": inputs.TEXT, "fields": inputs.LIST, "indexType": inputs.TEXT}


class Indexes(MetadataViewSet):
    def list(self, request: Request) -> HttpResponse:
        rows = IndexMetadata.objects.filter(workspace_id=self.workspace_id)
        narrow = request.query_params.get("objectMetadataId")
        if narrow:
            rows = rows.filter(object_id=naming.path_object(self.workspace_id, narrow))
        cut = paging.cut(rows, paging.asked_page(request.query_params))
        found = [index_json(row) for row in IndexMetadata.objects.filter(id__in=cut.ids)]
        return answer(paging.listed(cut, paging.in_order(found, cut.ids), "indexes", self.wrapped))

    def retrieve(self, request: Request, pk: str) -> HttpResponse:
        row = IndexMetadata.objects.filter(workspace_id=self.workspace_id, id=naming.path_id(pk)).first()
        if row is None:
            raise MetadataNotFound("Index metadata not found", "INDEX_METADATA_NOT_FOUND", "Index not found.")
        return self.one(index_json(row), "index")

    def create(self, request: Request) -> HttpResponse:
        inputs.checked(self.given, NEW_INDEX, ("objectMetadataId", "fields"))
        row = indexes.create_index(self.workspace_id, self._with_ids(self.given))
        return self.one(index_json(row), "createOneIndex", 201)

    def destroy(self, request: Request, pk: str) -> HttpResponse:
        row = indexes.delete_index(self.workspace_id, naming.path_id(pk))
        return self.one(index_json(row), "deleteOneIndex")

    def _with_ids(self, given: Json) -> Json:
        given = inputs.with_object_id(self.workspace_id, given, "objectMetadataId")
        if given["objectMetadataId"] is None:
            raise errors.plain(["objectMetadataId must be a UUID"])
        parent = UUID(given["objectMetadataId"])
        fields = [
            inputs.with_field_id(self.workspace_id, parent, field, "fieldMetadataId")
            if isinstance(field, dict)
            else field
            for field in given["fields"]
        ]
        return {**given, "fields": fields}
