"""The form of a field: values as a person writes them, and as the API takes them."""

import json
from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from apikeys.admin.base import ServiceForm
from apikeys.caller import Caller
from metadata.fields.registry import REGISTRY
from metadata.fields.relation import ON_DELETE
from metadata.fields.settings import MOST_VALUES
from metadata.models import FieldMetadata, ObjectMetadata
from metadata.naming import name_from_label
from metadata.services.fields import create_field, update_field
from twentyapi.admin import defaults

RELATED = ("RELATION", "MORPH_RELATION")
NOT_MADE = ("TS_VECTOR", "POSITION", "NUMERIC")
OPTIONED = ("SELECT", "MULTI_SELECT")
DEFAULTED = tuple(name for name in REGISTRY if name not in (*RELATED, *NOT_MADE, "ACTOR", "FILES"))
SINGLE = tuple(name for name, kind in REGISTRY.items() if kind.unique_parts and name not in NOT_MADE)
TYPES = [(name, name.replace("_", " ").capitalize()) for name in REGISTRY if name not in NOT_MADE]
KEYS = {
    "label": "label",
    "name": "name",
    "description": "description",
    "icon": "icon",
    "is_active": "isActive",
    "is_nullable": "isNullable",
    "is_unique": "isUnique",
    "options": "options",
    "settings": "settings",
    "default": "defaultValue",
}
"""Field of the form -> key of the service's input."""
OF_RELATION = {"relation_type": "type", "target": "targetObjectMetadataId", "target_label": "targetFieldLabel"}
OF_RELATION |= {"targets": "targetObjectMetadataId", "on_delete": "onDelete", "object": "objectMetadataId"}
FIRST_SETTINGS = {"FILES": {"maxNumberOfValues": MOST_VALUES}}
"""Of types that cannot do without."""


def text(label: str, sentence: str = "", **more: Any) -> forms.CharField:
    more = {"required": False, "widget": UnfoldAdminTextInputWidget} | more
    return forms.CharField(label=label, help_text=sentence, **more)


def switch(label: str, sentence: str = "", **more: Any) -> forms.BooleanField:
    widget = UnfoldBooleanSwitchWidget
    return forms.BooleanField(label=label, required=False, help_text=sentence, widget=widget, **more)


class JsonField(forms.JSONField):
    widget = UnfoldAdminTextareaWidget(attrs={"rows": 4})

    def prepare_value(self, value: Any) -> Any:
        return "" if value is None else super().prepare_value(value)


ONLY_FOR = {
    "options": OPTIONED,
    "relation_type": RELATED,
    "target": ("RELATION",),
    "targets": ("MORPH_RELATION",),
    "target_label": RELATED,
    "on_delete": RELATED,
    "default": DEFAULTED,
    "is_nullable": tuple(name for name in REGISTRY if name not in RELATED),
    "is_unique": SINGLE,
    "settings": tuple(name for name in REGISTRY if name not in RELATED),
}
"""What the page shows for some types only."""


class FieldForm(ServiceForm):
    keys = KEYS | OF_RELATION

    object = forms.ModelChoiceField(ObjectMetadata.objects.none(), widget=UnfoldAdminSelectWidget)
    type = forms.ChoiceField(choices=TYPES, initial="TEXT", widget=UnfoldAdminSelectWidget)
    label = text("Label", required=True)
    name = text("API name", "Empty: made from the label.")
    description = text("Description", widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}))
    icon = text("Icon", "IconTag, for clients.")
    is_active = switch("Active", "Without it the field leaves the APIs; its values stay, and come back with it.")
    is_nullable = switch(
        "May be empty", "Without it every record needs a value, and new ones get the default.", initial=True
    )
    is_unique = switch("Unique", "No two records have the same value. An index comes with it.")
    default = text("Default value", "What a new record gets.")
    options = JsonField(
        required=False,
        help_text="Values are in UPPER_CASE; labels are what people see. "
        "Records follow an option whose value is changed, and lose one that is removed.",
    )
    settings = JsonField(required=False, help_text='As the API takes it, such as {"decimals": 2}.')
    relation_type = forms.ChoiceField(
        label="Kind of relation",
        required=False,
        choices=[("MANY_TO_ONE", "Each record belongs to one"), ("ONE_TO_MANY", "Each record has many")],
        initial="MANY_TO_ONE",
        widget=UnfoldAdminSelectWidget,
    )
    target = forms.ModelChoiceField(
        ObjectMetadata.objects.none(), label="Related object", required=False, widget=UnfoldAdminSelectWidget
    )
    targets = forms.ModelMultipleChoiceField(
        ObjectMetadata.objects.none(),
        label="Related objects",
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )
    target_label = text("Label on the other side", "How the related object calls these records.")
    on_delete = forms.ChoiceField(
        label="When the other record is destroyed",
        required=False,
        choices=[(word, word.replace("_", " ").capitalize()) for word in ON_DELETE],
        initial="SET_NULL",
        widget=UnfoldAdminSelectWidget,
    )

    class Meta:
        model = FieldMetadata
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.instance
        if row._state.adding:
            for name, types in ONLY_FOR.items():
                self.fields[name].widget.attrs["data-types"] = " ".join(types)
            hints = {name: hint for name in DEFAULTED if (hint := defaults.hint(name))}
            self.fields["default"].widget.attrs["data-hints"] = json.dumps(hints)
            for name in ("object", "target", "targets"):
                self.fields[name].queryset = objects_of(self.caller)  # type: ignore[attr-defined]
                self.fields[name].label_from_instance = str_of  # type: ignore[attr-defined]
            return
        self.initial.update({name: getattr(row, name) for name in KEYS if name not in ("default", "name")})
        self.initial.update({"name": row.morph_name or row.name})
        self.initial["default"] = defaults.written(row.type, row.default_value)
        if "default" in self.fields:
            self.fields["default"].help_text += f" {defaults.hint(row.type)}"
        if row.type == "MORPH_RELATION":
            self.offer_more()

    def offer_more(self) -> None:
        """The objects that the morph relation does not lead to yet."""
        family = FieldMetadata.objects.filter(morph_id=self.instance.morph_id).values("target_object")
        targets = self.fields["targets"]
        targets.queryset = objects_of(self.caller).exclude(pk__in=family)  # type: ignore[attr-defined]
        targets.label, targets.label_from_instance = "More related objects", str_of  # type: ignore[attr-defined]

    def store(self, given: Any) -> FieldMetadata:
        workspace, row = self.caller.workspace_id, self.instance
        if not row._state.adding:
            changed = {KEYS[name]: given[name] for name in self.changed_data if name in KEYS}
            if "default" in self.changed_data:
                changed["defaultValue"] = defaults.read(row.type, given["default"])
            if given.get("targets"):
                changed["morphRelationsUpdatePayload"] = payloads(given["targets"], row.relation_type, given)
            return update_field(workspace, row.pk, changed)
        values = {KEYS[name]: given[name] for name in KEYS if name not in ("is_active", "default")}
        values |= {key: values[key] or None for key in ("description", "icon", "settings", "options")}
        values["settings"] = values["settings"] or FIRST_SETTINGS.get(given["type"])
        values |= {"objectMetadataId": str(given["object"].pk), "type": given["type"]}
        values["name"] = values["name"] or name_from_label(given["label"])
        if given["type"] in RELATED:
            return create_field(workspace, values | related(given))
        if given["type"] not in OPTIONED:
            del values["options"]
        if given["type"] in DEFAULTED:
            values["defaultValue"] = defaults.read(given["type"], given["default"])
        return create_field(workspace, values)

    def refuse(self, key: str, line: str) -> None:
        """A name that was made of the label is refused there; the targets of a morph relation are boxes."""
        if key == "name" and not self.data.get("name"):
            key = "label"
        if key == OF_RELATION["targets"] and self.cleaned_data.get("type") == "MORPH_RELATION":
            self.add_error("targets", line)
        else:
            super().refuse(key, line)


def related(given: Any) -> dict[str, Any]:
    """The payloads of a relation; what is missing is refused by the service."""
    targets = [given["target"]] if given["type"] == "RELATION" else list(given["targets"])
    told = payloads(targets, given["relation_type"], given)
    settings = {"onDelete": given["on_delete"]} if given["relation_type"] == "MANY_TO_ONE" else None
    named = {"options": None, "isUnique": False, "isNullable": True, "settings": settings}
    if given["type"] == "RELATION":
        return named | {"relationCreationPayload": told[0]}
    return named | {"morphRelationsCreationPayload": told}


def payloads(targets: Iterable[ObjectMetadata | None], relation_type: str | None, given: Any) -> list[dict[str, Any]]:
    return [
        {
            "type": relation_type,
            "targetObjectMetadataId": str(target.pk) if target else None,
            "targetFieldLabel": given["target_label"],
            "targetFieldIcon": None,
        }
        for target in targets
    ]


def objects_of(caller: Caller) -> QuerySet[ObjectMetadata]:
    """Those that a relation may lead to."""
    return ObjectMetadata.objects.filter(workspace_id=caller.workspace_id, is_active=True).order_by("label_singular")


def str_of(row: ObjectMetadata) -> str:
    return row.label_singular
