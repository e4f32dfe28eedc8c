"""The fields that the recorded workspace had beside the standard ones."""

from typing import Any

from metadata.models import ObjectMetadata, Workspace
from metadata.services.fields import create_field
from metadata.services.objects import create_object

PLACES = ("On-Site", "ON_SITE"), ("Hybrid", "HYBRID"), ("Remote Work", "REMOTE_WORK")

PHONES = {
    "primaryPhoneNumber": "''",
    "primaryPhoneCountryCode": "'US'",
    "primaryPhoneCallingCode": "'+1'",
    "additionalPhones": None,
}


def options(*pairs: tuple[str, str]) -> list[dict[str, Any]]:
    return [
        {"label": label, "value": value, "color": "green", "position": place}
        for place, (label, value) in enumerate(pairs)
    ]


DEMO = {
    "company": (
        {"type": "TEXT", "name": "tagline", "label": "Tagline", "isNullable": False, "defaultValue": "''"},
        {"type": "LINKS", "name": "introVideo", "label": "Intro Video"},
        {"type": "MULTI_SELECT", "name": "workPolicy", "label": "Work Policy", "options": options(*PLACES)},
        {"type": "BOOLEAN", "name": "visaSponsorship", "label": "Visa Sponsorship", "defaultValue": False},
    ),
    "person": (
        {"type": "TEXT", "name": "intro", "label": "Intro"},
        {"type": "PHONES", "name": "whatsapp", "label": "Whatsapp", "isNullable": False, "defaultValue": PHONES},
        {"type": "MULTI_SELECT", "name": "workPreference", "label": "Work Preference", "options": options(*PLACES)},
        {"type": "RATING", "name": "performanceRating", "label": "Performance Rating"},
    ),
}


def add_demo_fields(workspace: Workspace) -> None:
    for name, fields in DEMO.items():
        parent = ObjectMetadata.objects.get(workspace=workspace, name_singular=name)
        for field in fields:
            create_field(workspace.id, {"objectMetadataId": str(parent.id), **field})


EVERY_TYPE = (
    {"type": "TEXT", "name": "text", "label": "Text", "description": "A text"},
    {"type": "NUMBER", "name": "number", "label": "Number"},
    {"type": "NUMBER", "name": "whole", "label": "Whole", "settings": {"dataType": "int"}},
    {"type": "NUMBER", "name": "big", "label": "Big", "settings": {"dataType": "bigint"}},
    {"type": "BOOLEAN", "name": "flag", "label": "Flag", "defaultValue": True},
    {"type": "DATE", "name": "day", "label": "Day"},
    {"type": "DATE_TIME", "name": "moment", "label": "Moment"},
    {"type": "SELECT", "name": "state", "label": "State", "options": options(("New", "NEW"), ("In use", "IN_USE"))},
    {"type": "MULTI_SELECT", "name": "tags", "label": "Tags", "options": options(("Red", "RED"), ("Blue", "BLUE"))},
    {"type": "RATING", "name": "stars", "label": "Stars"},
    {"type": "ARRAY", "name": "words", "label": "Words"},
    {"type": "RAW_JSON", "name": "raw", "label": "Raw"},
    {"type": "UUID", "name": "code", "label": "Code"},
    {"type": "RICH_TEXT", "name": "story", "label": "Story"},
    {"type": "LINKS", "name": "site", "label": "Site"},
    {"type": "EMAILS", "name": "mails", "label": "Mails"},
    {"type": "PHONES", "name": "calls", "label": "Calls"},
    {"type": "CURRENCY", "name": "price", "label": "Price"},
    {"type": "FULL_NAME", "name": "person", "label": "Person"},
    {"type": "ADDRESS", "name": "place", "label": "Place"},
    {"type": "ACTOR", "name": "author", "label": "Author"},
    {"type": "FILES", "name": "papers", "label": "Papers", "settings": {"maxNumberOfValues": 3}},
    {"type": "TEXT", "name": "class", "label": "Python's own word"},
    {"type": "TEXT", "name": "serial", "label": "Serial", "isUnique": True},
)


def add_every_type(workspace: Workspace) -> ObjectMetadata:
    """A custom object `gadget` with every field type and a relation of each kind."""
    gadget = create_object(
        workspace.id,
        {
            "nameSingular": "gadget",
            "namePlural": "gadgets",
            "labelSingular": "Gadget",
            "labelPlural": "Gadgets",
            "description": "One of everything",
        },
    )
    person = ObjectMetadata.objects.get(workspace=workspace, name_singular="person")
    for field in EVERY_TYPE:
        create_field(workspace.id, {"objectMetadataId": str(gadget.id), **field})
    relation = {
        "type": "RELATION",
        "name": "keeper",
        "label": "Keeper",
        "objectMetadataId": str(gadget.id),
        "relationCreationPayload": {
            "type": "MANY_TO_ONE",
            "targetObjectMetadataId": str(person.id),
            "targetFieldLabel": "Gadgets kept",
            "targetFieldIcon": "IconTool",
        },
    }
    create_field(workspace.id, relation)
    return gadget
