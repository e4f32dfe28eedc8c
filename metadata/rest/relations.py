"""/rest/metadata/relations: a relation as one thing, named by the id of its MANY_TO_ONE field."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from rest_framework.request import Request

from metadata.errors import MetadataNotFound
from metadata.models import FieldMetadata
from metadata.services import fields

from . import inputs, naming, paging
from .base import MetadataViewSet
from .render import Json, answer, relation_json

PAYLOAD = {
    "type": "type",
    "targetObjectMetadataId": "targetObjectMetadataId",
    "targetFieldLabel": "targetFieldLabel",
    "targetFieldIcon": "targetFieldIcon",
}


class Relations(MetadataViewSet):
    def list(self, request: Request) -> HttpResponse:
        rows = relations_of(self.workspace_id)
        narrow = request.query_params.get("objectMetadataId")
        if narrow:
            rows = rows.filter(object_id=naming.path_object(self.workspace_id, narrow))
        cut = paging.cut(rows, paging.asked_page(request.query_params))
        found = [relation_json(row) for row in relations_of(self.workspace_id).filter(id__in=cut.ids)]
        return answer(paging.listed(cut, paging.in_order(found, cut.ids), "relations", self.wrapped))

    def retrieve(self, request: Request, pk: str) -> HttpResponse:
        return self.one(self._found(naming.path_id(pk)), "relation")

    def create(self, request: Request) -> HttpResponse:
        given = _as_field(self.given)
        row = fields.create_field(self.workspace_id, inputs.new_field(self.workspace_id, given))
        holder = row.id if row.relation_type == "MANY_TO_ONE" else row.target_field_id
        assert holder is not None
        return self.one(self._found(holder), "createOneRelation", 201)

    def destroy(self, request: Request, pk: str) -> HttpResponse:
        before = self._found(naming.path_id(pk))
        fields.delete_field(self.workspace_id, before["id"])
        return self.one(before, "deleteOneRelation")

    def _found(self, field_id: UUID) -> Json:
        row = relations_of(self.workspace_id).filter(id=field_id).first()
        if row is None:
            raise MetadataNotFound("Relation metadata not found", "RELATION_METADATA_NOT_FOUND", "Relation not found.")
        return relation_json(row)


def relations_of(workspace_id: UUID) -> QuerySet[FieldMetadata]:
    rows = FieldMetadata.objects.filter(workspace_id=workspace_id, settings__relationType="MANY_TO_ONE")
    return rows.select_related("object", "target_object", "target_field")


def _as_field(given: Json) -> Json:
    """The body as that of a new RELATION field; the classic form names both ends."""
    if "fromObjectMetadataId" in given:
        given = _from_classic(given)
    field: Json = {
        key: given[key] for key in ("objectMetadataId", "name", "label", "icon", "description") if key in given
    }
    payload = {key: given.get(key) for key in PAYLOAD}
    settings = {"onDelete": given["onDelete"]} if given.get("onDelete") else None
    return {**field, "type": "RELATION", "settings": settings, "relationCreationPayload": payload}


def _from_classic(given: Json) -> Json:
    """{relationType, from.., to..}: of ONE_TO_MANY the `from` object has many of the `to` object."""
    return {
        "objectMetadataId": given.get("fromObjectMetadataId"),
        "type": given.get("relationType"),
        "name": given.get("fromName"),
        "label": given.get("fromLabel"),
        "icon": given.get("fromIcon"),
        "description": given.get("fromDescription"),
        "targetObjectMetadataId": given.get("toObjectMetadataId"),
        "targetFieldLabel": given.get("toLabel"),
        "targetFieldName": given.get("toName"),
        "targetFieldIcon": given.get("toIcon"),
        "onDelete": given.get("onDelete"),
    }
