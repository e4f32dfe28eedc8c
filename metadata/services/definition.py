"""Options, default value and settings of a field: completed where the server makes them, and checked."""

from collections.abc import Callable
from typing import Any

from metadata.errors import UNSET, Problem
from metadata.fields.errors import InvalidSettings
from metadata.fields.options import option_json
from metadata.fields.registry import field_type
from metadata.models import FieldMetadata
from metadata.naming import name_from_label

from .storable import text_problems

CODE = "INVALID_FIELD_INPUT"
TEXTS = ("label", "description", "icon", "default_value", "settings", "options")


def prepared_options(type_name: str, options: Any) -> Any:
    """In position order, each with an id; as given where the checks will refuse them. None for other types."""
    kind = field_type(type_name)
    if not kind.has_options:
        return None
    try:
        return [option_json(option) for option in kind.check_options(options)]
    except InvalidSettings:
        return options


def definition_problems(row: FieldMetadata, *, default: bool = True) -> list[Problem]:
    """Everything wrong with a field but its name. `default`: whether the default value is in question."""
    kind = field_type(row.type)
    problems = text_problems(row, CODE, *TEXTS)
    if kind.has_options:
        problems += _asked("options", kind.check_options, row.options)
    problems += _asked("settings", kind.check_settings, row.settings, valued=False)
    if default:
        problems += default_problems(row)
    if row.is_unique:
        problems += unique_problems(row)
    if row.is_label_synced_with_name and row.name != name_from_label(row.label):
        problems.append(Problem("NAME_NOT_SYNCED_WITH_LABEL", "Name is not synced with label", row.name, at="name"))
    return problems


def type_problems(row: FieldMetadata) -> list[Problem]:
    """The types that nobody can create."""
    if row.type == "NUMERIC":
        message = "Field type NUMERIC is not supported for field creation. Use NUMBER instead."
        return [Problem(CODE, message, row.type, "Field type NUMERIC is not supported. Use Number instead.")]
    if row.type == "POSITION":
        named = Problem(CODE, 'Position field must be named "position"', row.name)
        system = Problem(CODE, "Position field must be a system field", row.is_system)
        return [system] if row.name == "position" else [named, system]
    return []


def default_problems(row: FieldMetadata) -> list[Problem]:
    kind = field_type(row.type)
    if row.default_value is None:
        if row.is_nullable or row.type in ("RELATION", "MORPH_RELATION"):
            return []
        return [Problem(CODE, "Default value cannot be null for non-nullable fields", at="defaultValue")]
    options = row.options if isinstance(row.options, list) else []
    values = tuple(str(option.get("value")) for option in options if isinstance(option, dict))
    return _asked("defaultValue", kind.check_default, row.default_value, values)


def _asked(at: str, check: Callable[..., Any], *arguments: Any, valued: bool = True) -> list[Problem]:
    """The problems that a field type finds. `valued`: whether they name the value that was refused."""
    try:
        check(*arguments)
    except InvalidSettings as refusal:
        value = refusal.value if valued else UNSET
        return [Problem(CODE, message, value, at=at) for message in refusal.problems]
    return []


def unique_problems(row: FieldMetadata) -> list[Problem]:
    if not field_type(row.type).unique_parts:
        return [Problem(CODE, f"Field type {row.type} cannot be unique", row.type, at="isUnique")]
    if row.default_value is not None:
        return [Problem(CODE, "Unique field cannot have a default value", row.default_value, at="isUnique")]
    return []
