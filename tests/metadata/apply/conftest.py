"""A workspace with something of everything that a document can say."""

import pytest

from metadata.models import ObjectMetadata, Workspace
from metadata.services.fields import delete_field, update_field
from metadata.services.indexes import create_index
from metadata.services.objects import update_object
from tests.metadata.model import field_of, new_field, new_object, object_of, options, relation

TYPES = ("TEXT", "BOOLEAN", "DATE", "DATE_TIME", "RATING", "CURRENCY", "LINKS", "EMAILS", "PHONES", "ADDRESS")
TYPES += ("FULL_NAME", "RAW_JSON", "ARRAY", "RICH_TEXT", "UUID", "ACTOR")


@pytest.fixture
def rocket(workspace: Workspace) -> ObjectMetadata:
    return new_object(workspace, description="Flies", icon="IconRocket")


@pytest.fixture
def rich(workspace: Workspace, rocket: ObjectMetadata) -> Workspace:
    company, person = object_of(workspace, "company"), object_of(workspace, "person")
    for type in TYPES:
        new_field(workspace, rocket, type, "f" + type.title().replace("_", ""))
    site = new_object(workspace, "launchSite", skipNameField=True)
    new_field(workspace, rocket, "NUMBER", "mass", settings={"decimals": 2}, isNullable=False, defaultValue=0)
    code = new_field(workspace, rocket, "TEXT", "code", isUnique=True, icon="IconTag", description="By the maker")
    new_field(workspace, rocket, "SELECT", "stage", options=options("NO", "ON"), defaultValue="'ON'")
    new_field(workspace, rocket, "FILES", "drawings", settings={"maxNumberOfValues": 3})
    new_field(workspace, rocket, "CURRENCY", "price", isActive=False)
    title = new_field(workspace, site, "TEXT", "title")
    update_object(workspace.id, site.id, {"labelIdentifierFieldMetadataId": str(title.id), "isSearchable": False})
    update_object(workspace.id, rocket.id, {"labelIdentifierFieldMetadataId": str(code.id)})
    new_field(workspace, site, "TEXT", "name")
    new_field(workspace, company, "MULTI_SELECT", "tiers", options=options("GOLD", "SILVER"))
    update_field(workspace.id, field_of(workspace, "company", "employees").id, {"label": "Headcount"})
    add_relations(workspace, rocket, site, company, person)
    update_field(workspace.id, field_of(workspace, "rocket", "timelineActivities").id, {"label": "History"})
    update_field(workspace.id, field_of(workspace, "rocket", "attachments").id, {"name": "papers"})
    delete_field(workspace.id, field_of(workspace, "rocket", "noteTargets").id)
    parts = [{"fieldMetadataId": str(field_of(workspace, "rocket", name).id)} for name in ("mass", "site")]
    create_index(workspace.id, {"objectMetadataId": str(rocket.id), "fields": parts})
    city = {"fieldMetadataId": str(field_of(workspace, "rocket", "fAddress").id), "subFieldName": "addressCity"}
    create_index(workspace.id, {"objectMetadataId": str(rocket.id), "fields": [city], "indexType": "GIN"})
    return workspace


def add_relations(
    workspace: Workspace, rocket: ObjectMetadata, site: ObjectMetadata, company: ObjectMetadata, person: ObjectMetadata
) -> None:
    def join(parent: ObjectMetadata, name: str, *payloads: dict, **more: object) -> None:
        one = len(payloads) == 1 and not more.pop("morph", False)
        key = "relationCreationPayload" if one else "morphRelationsCreationPayload"
        kind = "RELATION" if one else "MORPH_RELATION"
        new_field(workspace, parent, kind, name, **{key: payloads[0] if one else list(payloads)}, **more)

    join(rocket, "site", relation(site, "Rockets here"), settings={"onDelete": "CASCADE"})
    join(rocket, "parent", relation(rocket, "Children"), description="")
    join(rocket, "fans", relation(person, "Fan of", "ONE_TO_MANY"), icon="IconHeart")
    join(rocket, "owner", relation(company, "Owned"), relation(site, "Owned"))
    join(site, "visitor", relation(company, "Sites", "ONE_TO_MANY"), morph=True)
