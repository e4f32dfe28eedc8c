"""The scalars beside GraphQL's own five. They check the form of a value and pass it on as the client wrote it."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import graphene
from graphql import GraphQLError, value_from_ast_untyped
from graphql.language import FloatValueNode, IntValueNode, StringValueNode, ValueNode, print_ast
from graphql.pyutils import inspect

from metadata.fields import moments
from metadata.fields.errors import InvalidValue

NUMERIC = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
INTEGER = re.compile(r"[+-]?\d+")
UUID_FORM = re.compile(r"[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")


def readable(read: Callable[[Any, str], str], value: Any) -> bool:
    try:
        return bool(read(value, ""))
    except InvalidValue:
        return False


def refused(name: str, value: Any, node: ValueNode | None = None) -> GraphQLError:
    return GraphQLError(f"{name} cannot represent value: {inspect(value)}", node)


class Checked(graphene.Scalar):
    """A scalar whose literal is checked like a variable's value."""

    class Meta:
        abstract = True

    @staticmethod
    def serialize(value: Any) -> Any:
        return value

    @classmethod
    def parse_value(cls, value: Any) -> Any:
        if not cls.accepts(value):
            raise refused(cls._meta.name, value)
        return value

    @classmethod
    def parse_literal(cls, node: ValueNode, variables: Any = None) -> Any:
        value = cls.plain(node)
        if value is None or not cls.accepts(value):
            raise refused(cls._meta.name, print_ast(node) if value is None else value, node)
        return value

    @staticmethod
    def plain(node: ValueNode) -> Any:
        if isinstance(node, StringValueNode):
            return node.value
        if isinstance(node, IntValueNode):
            return int(node.value)
        return float(node.value) if isinstance(node, FloatValueNode) else None

    @classmethod
    def accepts(cls, value: Any) -> bool:
        raise NotImplementedError


class UUID(Checked):
    """A UUID in its usual form."""

    @classmethod
    def accepts(cls, value: Any) -> bool:
        return isinstance(value, str) and UUID_FORM.fullmatch(value) is not None


class DateTime(Checked):
    """A date and time in ISO 8601."""

    @staticmethod
    def serialize(value: Any) -> Any:
        return moments.iso(value.astimezone(UTC)) if isinstance(value, datetime) else value

    @classmethod
    def accepts(cls, value: Any) -> bool:
        return readable(moments.instant, value)


class Date(Checked):
    """A date as YYYY-MM-DD."""

    @classmethod
    def accepts(cls, value: Any) -> bool:
        return readable(moments.calendar_date, value)


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


class BigFloat(Checked):
    """A number of any size, as a number or as text."""

    @classmethod
    def accepts(cls, value: Any) -> bool:
        return is_number(value) or (isinstance(value, str) and NUMERIC.fullmatch(value) is not None)


class BigInt(Checked):
    """A whole number of any size, as a number or as text."""

    @classmethod
    def accepts(cls, value: Any) -> bool:
        if isinstance(value, str):
            return INTEGER.fullmatch(value) is not None
        return is_number(value) and (isinstance(value, int) or value.is_integer())


class Position(Checked):
    """A place among the records: a number, "first" or "last"."""

    @classmethod
    def accepts(cls, value: Any) -> bool:
        return is_number(value) or value in ("first", "last")


class TSVector(Checked):
    """The text index of a record; what is written to it is ignored."""

    @classmethod
    def accepts(cls, value: Any) -> bool:
        return isinstance(value, str)


class Cursor(Checked):
    """A place in a list."""

    @classmethod
    def accepts(cls, value: Any) -> bool:
        return isinstance(value, str)


class ConnectionCursor(Checked):
    """A place in a list."""

    @classmethod
    def accepts(cls, value: Any) -> bool:
        return isinstance(value, str)


class JSON(graphene.Scalar):
    """Any JSON value."""

    @staticmethod
    def serialize(value: Any) -> Any:
        return value

    @staticmethod
    def parse_value(value: Any) -> Any:
        return value

    @staticmethod
    def parse_literal(node: ValueNode, variables: Any = None) -> Any:
        return value_from_ast_untyped(node, variables)


SCALARS: dict[str, type[graphene.Scalar]] = {
    scalar._meta.name: scalar
    for scalar in (
        *(graphene.String, graphene.Int, graphene.Float, graphene.Boolean, graphene.ID),
        *(UUID, DateTime, Date, JSON, BigFloat, BigInt, Position, TSVector, Cursor, ConnectionCursor),
    )
}
