"""The first fields of a new object: a row a field, on the page that makes the object."""

import re
from typing import Any

from django import forms
from django.db.models import QuerySet

from metadata.fields.options import COLORS
from metadata.models import ObjectMetadata
from metadata.naming import name_from_label, transliterated
from twentyapi.admin.field_form import FIRST_SETTINGS, OPTIONED, TYPES, str_of

KEYS = {"name": "label", "label": "label", "type": "type", "options": "options", "isUnique": "is_unique"}
KEYS |= {"targetObjectMetadataId": "target", "targetFieldLabel": "target"}
"""Key of the service's input -> input of the row."""
PREFIX, ROWS, MOST = "fields", 3, 50


class FirstField(forms.Form):
    label = forms.CharField(required=False, max_length=255)
    type = forms.ChoiceField(choices=[one for one in TYPES if one[0] != "MORPH_RELATION"], initial="TEXT")
    options = forms.CharField(
        required=False, widget=forms.TextInput(attrs={"data-types": " ".join(OPTIONED), "placeholder": "New, Done"})
    )
    target = forms.ModelChoiceField(
        ObjectMetadata.objects.none(), required=False, widget=forms.Select(attrs={"data-types": "RELATION"})
    )
    is_unique = forms.BooleanField(required=False)

    def __init__(self, *args: Any, objects: QuerySet[ObjectMetadata], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["target"].queryset = objects  # type: ignore[attr-defined]
        self.fields["target"].label_from_instance = str_of  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if not given.get("label") and (given.get("options") or given.get("target") or given.get("is_unique")):
            self.add_error("label", "A field needs a label.")
        return given

    def values(self, parent: ObjectMetadata) -> dict[str, Any]:
        """As the service takes them. A relation belongs to one; its other side is called as the new object."""
        given = self.cleaned_data
        told = {
            "objectMetadataId": str(parent.pk),
            "type": given["type"],
            "label": given["label"],
            "name": name_from_label(given["label"]),
            "isUnique": given["is_unique"],
            "settings": FIRST_SETTINGS.get(given["type"]),
        }
        if given["type"] in OPTIONED:
            told["options"] = options(given["options"])
        if given["type"] == "RELATION":
            told["relationCreationPayload"] = {
                "type": "MANY_TO_ONE",
                "targetObjectMetadataId": str(given["target"].pk) if given["target"] else None,
                "targetFieldLabel": parent.label_plural,
            }
        return told

    @property
    def told(self) -> str:
        return str(self["label"].value())

    def refuse(self, key: str, line: str) -> None:
        self.add_error(KEYS.get(key), line)


def options(text: str) -> list[dict[str, Any]]:
    """New, On the pad -> the options NEW and ON_THE_PAD, each with a colour of its own."""
    labels = [label for one in text.split(",") if (label := one.strip())]
    return [
        {"label": label, "value": value_of(label), "color": COLORS[place * 5 % len(COLORS)], "position": place}
        for place, label in enumerate(labels)
    ]


def value_of(label: str) -> str:
    value = re.sub(r"[^A-Z0-9]+", "_", transliterated(label).upper()).strip("_")
    return f"OPTION_{value}" if value[:1].isdigit() else value


class _Rows(forms.BaseFormSet):
    def filled(self) -> list[FirstField]:
        """None where the page did not offer any."""
        return [one for one in self.forms if one.cleaned_data.get("label")] if self.is_bound else []


_FirstFields = forms.formset_factory(
    FirstField, formset=_Rows, extra=ROWS, max_num=MOST, absolute_max=MOST, validate_max=True
)


def first_fields(data: Any, objects: QuerySet[ObjectMetadata]) -> Any:
    told = data if f"{PREFIX}-TOTAL_FORMS" in data else None
    return _FirstFields(told, prefix=PREFIX, form_kwargs={"objects": objects})
