"""What the types of one column share."""

from copy import copy
from typing import Any, ClassVar

from .base import Columns, Field, FieldType, plain_default
from .errors import InvalidSettings, InvalidValue
from .values import refused


class ScalarType(FieldType):
    """A type of one column. `accept` turns a value into what is stored, None for an empty one."""

    functions: ClassVar[tuple[str, ...]] = ()
    """The defaults that are computed for each record: now, uuid."""
    quoted: ClassVar[bool] = False
    """Whether a default is written as a quoted string."""
    blank: ClassVar[Any] = None
    """What stands for the empty value where the column cannot be null."""

    def accept(self, value: Any, label: str, options: tuple[str, ...]) -> Any:
        raise NotImplementedError

    def clean(self, field: Field, value: Any) -> Columns:
        column = field.columns[0]
        options = column.options or field.option_values
        stored = None if value is None else self.accept(value, field.name, options)
        if stored is None and (column.not_null or not field.nullable):
            stored = None if value is None else copy(self.blank)
            if stored is None:
                raise refused(f'Field "{field.name}" cannot be null', field.name, None)
        return {column.name: stored}

    def check_default(self, default: Any, options: tuple[str, ...] = ()) -> None:
        if default is None or (isinstance(default, str) and default in self.functions):
            return
        problems = [] if not self.quoted or is_quoted(default) else ["Default value should be as quoted string"]
        problem = self.default_problem(default, options)
        if problem is not None:
            problems.append(problem)
        if problems:
            raise InvalidSettings(*problems, value=default)

    def default_problem(self, default: Any, options: tuple[str, ...]) -> str | None:
        try:
            self.accept(plain_default(default), "defaultValue", options)
        except InvalidValue as error:
            return error.message
        return None


def is_quoted(value: Any) -> bool:
    return isinstance(value, str) and len(value) >= 2 and value[0] == value[-1] == "'"
