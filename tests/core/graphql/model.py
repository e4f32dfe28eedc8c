"""The fields that the recorded workspace had beside the standard ones."""

from typing import Any

from metadata.models import ObjectMetadata, Workspace
from metadata.services.fields import create_field

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
