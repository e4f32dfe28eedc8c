"""The form of a field: values as a person writes them, and as the API takes them."""

import json
from typing import Any

from django import forms
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from apikeys.admin.base import ServiceForm
from metadata.fields.registry import REGISTRY
from metadata.fields.relation import ON_DELETE
from metadata.models import FieldMetadata, ObjectMetadata
from metadata.naming import name_from_label
from metadata.services.fields import create_field, update_field

RELATED = ("RELATION", "MORPH_RELATION")
NOT_MADE = ("TS_VECTOR", "POSITION", "NUMERIC")
OPTIONED = ("SELECT", "MULTI_SELECT")
QUOTED = ("TEXT", "SELECT", "RATING", "UUID")
"""Types whose default is a text: the API writes it in quotes of its own."""
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
    object = forms.ModelChoiceField(ObjectMetadata.objects.none(), widget=UnfoldAdminSelectWidget)
    type = forms.ChoiceField(choices=TYPES, initial="TEXT", widget=UnfoldAdminSelectWidget)
    label = text("Label", required=True)
    name = text("API name", "Empty: made from the label.")
    description = text("Description", widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}))
    icon = text("Icon", "IconTag, for clients.")
    is_active = switch("Active", "Without it the field leaves the APIs; its values stay.")
    is_nullable = switch("May be empty", initial=True)
    is_unique = switch("Unique", "No two records have the same value.")
    default = text("Default value", "What a new record gets. Composite values as JSON.")
    options = JsonField(required=False, help_text="Values are in UPPER_CASE; labels are what people see.")
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
            objects = ObjectMetadata.objects.filter(workspace_id=self.caller.workspace_id, is_active=True)
            for name in ("object", "target", "targets"):
                self.fields[name].queryset = objects.order_by("label_singular")  # type: ignore[attr-defined]
                self.fields[name].label_from_instance = str_of  # type: ignore[attr-defined]
            return
        self.initial.update({name: getattr(row, name) for name in KEYS if name not in ("default", "name")})
        self.initial.update({"name": row.morph_name or row.name, "default": written(row.default_value)})

    def store(self, given: Any) -> FieldMetadata:
        workspace, row = self.caller.workspace_id, self.instance
        if not row._state.adding:
            changed = {KEYS[name]: given[name] for name in self.changed_data if name in KEYS}
            if "default" in self.changed_data:
                changed["defaultValue"] = read(row.type, given["default"])
            return update_field(workspace, row.pk, changed)
        values = {KEYS[name]: given[name] for name in KEYS if name not in ("is_active", "default")}
        values |= {key: values[key] or None for key in ("description", "icon", "settings", "options")}
        values |= {"objectMetadataId": str(given["object"].pk), "type": given["type"]}
        values["name"] = values["name"] or name_from_label(given["label"])
        if given["type"] in RELATED:
            return create_field(workspace, values | related(given))
        if given["type"] not in OPTIONED:
            del values["options"]
        if given["type"] in DEFAULTED:
            values["defaultValue"] = read(given["type"], given["default"])
        return create_field(workspace, values)


def related(given: Any) -> dict[str, Any]:
    """The payloads of a relation; what is missing is refused by the service."""
    targets = [given["target"]] if given["type"] == "RELATION" else list(given["targets"])
    payloads = [
        {
            "type": given["relation_type"],
            "targetObjectMetadataId": str(target.pk) if target else None,
            "targetFieldLabel": given["target_label"],
            "targetFieldIcon": None,
        }
        for target in targets
    ]
    settings = {"onDelete": given["on_delete"]} if given["relation_type"] == "MANY_TO_ONE" else None
    named = {"options": None, "isUnique": False, "isNullable": True, "settings": settings}
    if given["type"] == "RELATION":
        return named | {"relationCreationPayload": payloads[0]}
    return named | {"morphRelationsCreationPayload": payloads}


def str_of(row: ObjectMetadata) -> str:
    return row.label_singular


def read(type_name: str, default: str) -> Any:
    """A default as a person writes it -> the notation of the API, where a text stands in quotes of its own."""
    if not default.strip():
        return None
    if type_name in QUOTED:
        quoted = len(default) > 1 and default[0] == default[-1] == "'"
        return default if quoted else f"'{default}'"
    try:
        return json.loads(default)
    except ValueError:
        return default


def written(default: Any) -> str:
    if default is None:
        return ""
    if isinstance(default, str):
        return default[1:-1] if len(default) > 1 and default[0] == default[-1] == "'" else default
    return json.dumps(default, ensure_ascii=False)
