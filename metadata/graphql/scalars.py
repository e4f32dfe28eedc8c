"""The scalars of the metadata schema. They let every text through as a UUID: a resolver words that error."""

import math
from datetime import UTC, datetime
from typing import Any
from uuid import UUID as Uuid

import graphene
from graphql import GraphQLError, Undefined, ValueNode, value_from_ast_untyped
from graphql.language import StringValueNode
from graphql.pyutils import inspect

from metadata.graphql_http import quoted

LARGEST = 2**63 - 1
HUGE = 10**308


def iso(value: datetime) -> str:
    """UTC with milliseconds and Z, as every date of the contract."""
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


class _Text(graphene.Scalar):
    """A scalar whose input is a string."""

    class Meta:
        name = "_Text"

    @classmethod
    def parse_value(cls, value: Any) -> str:
        if not isinstance(value, str):
            raise GraphQLError(quoted(f"{cls._meta.name} cannot represent a non string value: {inspect(value)}"))
        return value

    @classmethod
    def parse_literal(cls, node: ValueNode, _variables: Any = None) -> Any:
        return cls.parse_value(node.value) if isinstance(node, StringValueNode) else Undefined


class UUID(_Text):
    """A UUID as text, lower case."""

    class Meta:
        name = "UUID"

    @staticmethod
    def serialize(value: Uuid | str) -> str:
        return str(value)


class ConnectionCursor(_Text):
    """Cursor for paging through collections"""

    class Meta:
        name = "ConnectionCursor"

    serialize = str


class DateTime(_Text):
    """A date-time string at UTC, such as 2019-12-03T09:54:33.123Z."""

    class Meta:
        name = "DateTime"

    @staticmethod
    def serialize(value: datetime | str) -> str:
        return value if isinstance(value, str) else iso(value)


class JSON(graphene.Scalar):
    """Any JSON value."""

    class Meta:
        name = "JSON"

    @staticmethod
    def serialize(value: Any) -> Any:
        return value

    @staticmethod
    def parse_value(value: Any) -> Any:
        return _storable(value)

    @staticmethod
    def parse_literal(node: ValueNode, variables: dict[str, Any] | None = None) -> Any:
        return _storable(value_from_ast_untyped(node, variables))


def _storable(value: Any) -> Any:
    """Numbers as JSON has them: beyond 64 bits they are floats, and none is infinite."""
    if isinstance(value, dict):
        return {key: _storable(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_storable(one) for one in value]
    if isinstance(value, int) and not -LARGEST <= value <= LARGEST:
        value = float(value) if abs(value) < HUGE else math.inf
    if isinstance(value, float) and not math.isfinite(value):
        raise GraphQLError("JSON cannot represent a number that is not finite")
    return value


class JSONObject(JSON):
    """A JSON object."""

    class Meta:
        name = "JSONObject"
