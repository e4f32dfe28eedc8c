"""The kinds of columns: what one stores, how it reads, which operators it takes. Rows, not behaviour."""

from dataclasses import replace

from . import operands
from .shape import Kind

COMPARING = ("eq", "neq", "gt", "gte", "lt", "lte", "in", "is")
CHOOSING = ("eq", "neq", "gt", "gte", "lt", "lte", "in", "containsAny", "is")
ENUM_NAME = "{Enum}"
"""Stands in `graphql` and `filter_input` for the enum type's name, which is made from object and field."""

TEXT = Kind(
    name="TEXT",
    pg="text",
    graphql="String",
    filter_input="StringFilter",
    json={"type": "string"},
    operators=("eq", "neq", "gt", "gte", "lt", "lte", "in", "is", "like", "ilike", "startsWith", "endsWith"),
    parse=operands.text,
    read="coalesce({c}, '')",
    empty="{c} is null or {c} = ''",
    order="lower(nullif({c}, ''))",
    nullable=False,
)
ACTOR_NAME = replace(TEXT, name="ACTOR_NAME", read="coalesce({c}, 'System')")

NUMBER = Kind(
    name="NUMBER",
    pg="double precision",
    graphql="Float",
    filter_input="FloatFilter",
    json={"type": "number"},
    operators=COMPARING,
    parse=operands.number,
)
INT = replace(NUMBER, name="INT", graphql="Int", filter_input="IntFilter")
BIGINT = replace(NUMBER, name="BIGINT", graphql="BigInt", filter_input="BigIntFilter")
POSITION = replace(NUMBER, name="POSITION", graphql="Position", groupable=False)
NUMERIC = replace(NUMBER, name="NUMERIC", pg="numeric", graphql="BigFloat", filter_input="BigFloatFilter")

BOOLEAN = Kind(
    name="BOOLEAN",
    pg="boolean",
    graphql="Boolean",
    filter_input="BooleanFilter",
    json={"type": "boolean"},
    operators=("eq", "is"),
    parse=operands.boolean,
)

DATE = Kind(
    name="DATE",
    pg="date",
    graphql="Date",
    filter_input="DateFilter",
    json={"type": "string", "format": "date"},
    operators=COMPARING,
    parse=operands.date,
    read="to_char({c}::timestamp, 'YYYY-MM-DD')",
)
DATE_TIME = Kind(
    name="DATE_TIME",
    pg="timestamptz",
    graphql="DateTime",
    filter_input="DateTimeFilter",
    json={"type": "string", "format": "date-time"},
    operators=COMPARING,
    parse=operands.date_time,
    read="to_char({c} at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')",
)
UUID = Kind(
    name="UUID",
    pg="uuid",
    graphql="UUID",
    filter_input="UUIDFilter",
    json={"type": "string", "format": "uuid"},
    operators=COMPARING,
    parse=operands.uuid,
)

ENUM = Kind(
    name="ENUM",
    pg="text",
    graphql=ENUM_NAME,
    filter_input=ENUM_NAME + "Filter",
    json={"type": "string"},
    operators=CHOOSING,
    parse=operands.choice,
)
ACTOR_SOURCE = replace(
    ENUM,
    name="ACTOR_SOURCE",
    graphql="ActorSourceEnum",
    filter_input="ActorSourceEnumFilter",
    read="coalesce({c}, 'MANUAL')",
    nullable=False,
)
ENUM_ARRAY = Kind(
    name="ENUM_ARRAY",
    pg="text[]",
    graphql=f"[{ENUM_NAME}]",
    filter_input=ENUM_NAME + "Filter",
    json={"type": "array", "items": {"type": "string"}},
    operators=("containsAny", "is", "isEmptyArray"),
    parse=operands.choice,
    read="coalesce({c}, array[]::text[])",
    empty="{c} is null or cardinality({c}) = 0",
    many=True,
    nullable=False,
)
TEXT_ARRAY = replace(
    ENUM_ARRAY,
    name="TEXT_ARRAY",
    graphql="[String]",
    filter_input="ArrayFilter",
    operators=("containsAny", "containsIlike", "is", "isEmptyArray"),
    parse=operands.text,
)

JSON = Kind(
    name="JSON",
    pg="jsonb",
    graphql="JSON",
    filter_input="RawJsonFilter",
    json={},
    operators=("is", "like"),
    parse=operands.json,
    groupable=False,
)
JSON_OBJECT = replace(JSON, name="JSON_OBJECT", json={"type": "object"})
JSON_LIST = replace(
    JSON,
    name="JSON_LIST",
    json={"type": "array", "items": {}},
    read="coalesce({c}, '[]'::jsonb)",
    empty="{c} is null or {c} = '[]'::jsonb",
    nullable=False,
)
FILES = replace(
    JSON_LIST,
    name="FILES",
    graphql="[FileObject]",
    json={
        "type": "array",
        "items": {
            "type": "object",
            "properties": {
                "fileId": {"type": "string", "format": "uuid"},
                "label": {"type": "string"},
                "extension": {"type": "string"},
                "url": {"type": "string"},
            },
        },
    },
    read="{c}",
    nullable=True,
)
TS_VECTOR = Kind(
    name="TS_VECTOR",
    pg="tsvector",
    graphql="TSVector",
    filter_input="TSVectorFilter",
    json={"type": "string"},
    operators=("search", "is"),
    parse=operands.text,
    read="{c}::text",
    groupable=False,
)

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        *(TEXT, ACTOR_NAME, NUMBER, INT, BIGINT, POSITION, NUMERIC, BOOLEAN, DATE, DATE_TIME, UUID),
        *(ENUM, ACTOR_SOURCE, ENUM_ARRAY, TEXT_ARRAY, JSON, JSON_OBJECT, JSON_LIST, FILES, TS_VECTOR),
    )
}
