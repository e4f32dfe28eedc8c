"""What the types of several columns share."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar

from .base import Columns, Field, FieldType, column_name, plain_default
from .errors import InvalidSettings, InvalidValue
from .printing import inspected, printable
from .scalar import is_quoted
from .values import refused

Accept = Callable[[Any, str], Any]
"""(value, label) -> what is stored, None for an empty one."""


class CompositeType(FieldType):
    """A type of several columns. A value is an object; the sub-fields that it names are set, the others kept."""

    accepts: ClassVar[Mapping[str, Accept]]
    unique_parts: ClassVar[tuple[str, ...]] = ()

    def accept(self, given: Mapping[str, Any], name: str) -> dict[str, Any]:
        """Sub-field -> what is stored, for the sub-fields in `given`."""
        return {
            part: None if value is None else self.accepts[part](value, f"{name}.{part}")
            for part, value in given.items()
        }

    def clean(self, field: Field, value: Any) -> Columns:
        if value is None:
            return {}  # null changes nothing; a sub-field that is null is emptied
        return self.stored(field, self.accept(self.given(value, field.name), field.name))

    def given(self, value: Any, name: str) -> dict[str, Any]:
        """`value`, if it is an object of known sub-fields."""
        if not isinstance(value, dict):
            raise refused(f'Invalid object value {inspected(value)} for field "{name}"', name, value)
        for part in value:
            if part not in self.shape.part_names:
                words = self.name.lower().replace("_", " ")
                raise refused(
                    f'Invalid subfield {printable(part)} for {words} field "{name}"',
                    name,
                    part,
                    allowed=list(self.shape.part_names),
                )
        return value

    def stored(self, field: Field, parts: Mapping[str, Any]) -> Columns:
        return {column_name(field.name, part): value for part, value in parts.items()}

    def check_default(self, default: Any, options: tuple[str, ...] = ()) -> None:
        if default is None:
            return
        if not isinstance(default, dict):
            raise InvalidSettings("Default value must be an object", value=default)
        problems = [] if all(map(is_quoted, _texts(default))) else ["Default value should be as quoted string"]
        try:
            self.accept_default(plain_default(default))
        except InvalidValue as error:
            problems.append(error.message)
        if problems:
            raise InvalidSettings(*problems, value=default)

    def accept_default(self, default: Mapping[str, Any]) -> dict[str, Any]:
        return self.accept(self.given(default, "defaultValue"), "defaultValue")


def _texts(default: Mapping[str, Any]) -> Iterator[str]:
    """The texts that are a sub-field's whole default."""
    return (value for value in default.values() if isinstance(value, str))
