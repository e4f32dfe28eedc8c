"""FILES: references to uploaded files."""

import posixpath
from collections.abc import Mapping
from typing import Any

from . import kinds
from .base import Columns, Field
from .errors import InvalidSettings
from .printing import inspected
from .scalar import ScalarType
from .settings import MOST_VALUES
from .shape import scalar
from .values import listed, refused, text, uuid


class Files(ScalarType):
    name = "FILES"
    shape = scalar(kinds.FILES)
    docs = "Uploaded files, each by fileId and label. settings.maxNumberOfValues says how many a record may hold."
    unique_parts = ()
    blank = []
    example = [{"fileId": "6f1c2f4e-3b1d-4f0a-9a53-0f6f6f0a7c11", "label": "contract.pdf"}]

    def accept(self, value: Any, label: str, options: tuple[str, ...]) -> list[dict[str, str]] | None:
        return [_file(item, label) for item in listed(value, label)] or None

    def clean(self, field: Field, value: Any) -> Columns:
        columns = super().clean(field, value)
        most = (field.settings or {}).get("maxNumberOfValues", MOST_VALUES)
        if len(columns[field.columns[0].name] or ()) > most:
            raise refused(f'Field "{field.name}" holds at most {most} files', field.name, None)
        return columns

    def check_settings(self, found: Mapping[str, Any] | None) -> None:
        most = found.get("maxNumberOfValues") if isinstance(found, Mapping) else None
        if isinstance(most, bool) or not isinstance(most, int) or not 0 < most <= MOST_VALUES:
            raise InvalidSettings(
                "maxNumberOfValues must be defined in settings and be a number greater than 0 and less than or equal "
                f"to {MOST_VALUES}"
            )


def _file(item: Any, label: str) -> dict[str, str]:
    if not isinstance(item, dict):
        raise refused(f'Invalid object value {inspected(item)} for field "{label}"', label, item)
    name = text(item.get("label"), f"{label}.label")
    return {
        "fileId": uuid(item.get("fileId"), f"{label}.fileId"),
        "label": name,
        "extension": posixpath.splitext(name)[1],
    }
