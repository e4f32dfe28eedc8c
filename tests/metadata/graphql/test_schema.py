"""Our schema against the reference's: nothing that clients rely on is missing, renamed or differently typed."""

import pathlib

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLObjectType,
    GraphQLSchema,
    Undefined,
    build_client_schema,
    build_schema,
    introspection_from_schema,
    is_non_null_type,
    validate_schema,
)
from graphql.utilities import ast_from_value

from twentyapi.graphql import endpoint

GOLDEN = pathlib.Path(__file__).parents[2] / "golden" / "metadata.graphql"
REFERENCE = build_schema(GOLDEN.read_text())
NULLABLE_HERE = {("Query", "webhook", "id")}
"""Arguments that older clients leave out."""


@pytest.fixture(scope="module")
def ours() -> GraphQLSchema:
    return endpoint().schema


def reached() -> set[str]:
    """The types that the served roots lead to."""
    found, waiting = set(), ["Query", "Mutation"]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        kind = REFERENCE.type_map[name]
        for field in getattr(kind, "fields", {}).values():
            waiting += [named(field.type), *(named(one.type) for one in getattr(field, "args", {}).values())]
    return found


def named(kind) -> str:
    while hasattr(kind, "of_type"):
        kind = kind.of_type
    return kind.name


def default(argument) -> str | None:
    if argument.default_value is Undefined:
        return None
    return repr(ast_from_value(argument.default_value, argument.type).to_dict(locations=False))


def arguments(field) -> dict[str, tuple[str, str | None]]:
    return {name: (str(argument.type), default(argument)) for name, argument in field.args.items()}


@pytest.mark.parametrize("name", sorted(reached()))
def test_type(ours, name):
    wanted, found = REFERENCE.type_map[name], ours.type_map[name]
    assert isinstance(found, type(wanted))
    if isinstance(wanted, GraphQLEnumType):
        assert list(found.values) == list(wanted.values)
    if isinstance(wanted, GraphQLInputObjectType):
        shown = {field: (str(one.type), default(one)) for field, one in found.fields.items()}
        assert {field: shown.get(field) for field in wanted.fields} == {
            field: (str(one.type), default(one)) for field, one in wanted.fields.items()
        }
    if isinstance(wanted, GraphQLObjectType):
        assert {field: str(found.fields[field].type) for field in wanted.fields} == {
            field: str(one.type) for field, one in wanted.fields.items()
        }
        for field in wanted.fields:
            check_arguments(name, field, arguments(wanted.fields[field]), arguments(found.fields[field]))


def check_arguments(kind: str, field: str, wanted: dict, found: dict) -> None:
    for name, (type_, value) in wanted.items():
        if (kind, field, name) in NULLABLE_HERE:
            type_ = type_.removesuffix("!")
        assert (name, found.get(name)) == (name, (type_, value))


def test_what_we_add_never_makes_an_old_document_invalid(ours):
    """New input fields and arguments are nullable or have a default."""
    for name in reached():
        wanted, found = REFERENCE.type_map[name], ours.type_map[name]
        if isinstance(wanted, GraphQLInputObjectType):
            added = [found.fields[field] for field in found.fields.keys() - wanted.fields.keys()]
        elif isinstance(wanted, GraphQLObjectType):
            added = [
                found.fields[field].args[argument]
                for field in wanted.fields.keys() & found.fields.keys()
                for argument in found.fields[field].args.keys() - wanted.fields[field].args.keys()
            ]
        else:
            continue
        assert not [one for one in added if is_non_null_type(one.type) and one.default_value is Undefined]


def test_additions_for_older_clients(ours):
    for name, fields in {
        "Object": {"isCustom", "dataSourceId", "standardId"},
        "Field": {"isCustom", "standardId"},
        "ObjectFilter": {"isCustom"},
        "FieldFilter": {"isCustom"},
    }.items():
        assert fields <= ours.type_map[name].fields.keys()


def test_the_schema_is_valid_for_code_generators(ours):
    assert validate_schema(ours) == []
    assert build_client_schema(introspection_from_schema(ours)).type_map.keys() == ours.type_map.keys()
