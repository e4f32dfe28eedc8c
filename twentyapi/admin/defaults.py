"""Default values as a person writes them, and as the API takes them: texts in quotes of their own."""

import json
from typing import Any

from metadata.fields.base import plain_default
from metadata.fields.composite import CompositeType
from metadata.fields.registry import REGISTRY
from metadata.fields.scalar import ScalarType

LISTS = ("MULTI_SELECT", "ARRAY")
TRUTHS = {"yes": True, "no": False, "true": True, "false": False}


def read(type_name: str, default: str) -> Any:
    """new -> 'new'; red, blue -> ["'red'", "'blue'"]; {"a": "b"} -> {"a": "'b'"}. None where nothing is written."""
    if not default.strip():
        return None
    kind = REGISTRY[type_name]
    if isinstance(kind, ScalarType) and default.strip() in kind.functions:
        return default.strip()
    if isinstance(kind, ScalarType) and kind.quoted and type_name not in LISTS:
        return quoted(default)
    if type_name == "BOOLEAN":
        return TRUTHS.get(default.strip().lower(), default)
    try:
        found = json.loads(default)
    except ValueError:
        found = [one.strip() for one in default.split(",") if one.strip()] if type_name in LISTS else default
    return found if type_name in ("ARRAY", "RAW_JSON") else quoted_inside(found)


def quoted(text: str) -> str:
    return text if len(text) > 1 and text[0] == text[-1] == "'" else f"'{text}'"


def quoted_inside(value: Any) -> Any:
    """The texts of a list or of a composite value, at any depth."""
    if isinstance(value, list):
        return [quoted(one) if isinstance(one, str) else quoted_inside(one) for one in value]
    if isinstance(value, dict):
        return {key: quoted(one) if isinstance(one, str) else quoted_inside(one) for key, one in value.items()}
    return value


def written(type_name: str, default: Any) -> str:
    """What a person sees of a default, and may send back."""
    if default is None:
        return ""
    if isinstance(default, bool):
        return "yes" if default else "no"
    plain = plain_default(default)
    if isinstance(plain, str):
        return plain
    if isinstance(plain, list) and type_name in LISTS and all(isinstance(one, str) and "," not in one for one in plain):
        return ", ".join(plain)
    return json.dumps(plain, ensure_ascii=False)


def hint(type_name: str) -> str:
    """How a default of the type is written."""
    kind = REGISTRY[type_name]
    if type_name == "BOOLEAN":
        return "yes or no"
    if type_name in LISTS:
        return "Separated by commas."
    if type_name in ("SELECT", "RATING"):
        return "The value of an option, such as RATING_3." if type_name == "RATING" else "The VALUE of an option."
    if isinstance(kind, ScalarType) and kind.functions:
        return f"{kind.functions[0]}: made anew for each record. Or {kind.example}."
    if isinstance(kind, CompositeType):
        return f"As JSON, such as {json.dumps(kind.example, ensure_ascii=False)}."
    return ""
