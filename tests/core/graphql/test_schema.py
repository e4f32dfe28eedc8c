"""The GraphQL schema of a workspace against the recorded one, and its laziness."""

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLObjectType,
    build_client_schema,
    build_schema,
    introspection_from_schema,
    validate_schema,
)

from core.graphql.schema import CoreSchema
from metadata.schema.cache import load_schema
from tests.core.graphql.model import add_demo_fields
from tests.golden import GOLDEN

REFERENCE = GOLDEN / "reference.core.graphql"


@pytest.fixture
def snapshot(workspace):
    add_demo_fields(workspace)
    workspace.refresh_from_db()
    return load_schema(workspace)


@pytest.fixture
def schema(snapshot):
    return CoreSchema(snapshot)


def told(type_):
    """A type as {member: signature}."""
    if isinstance(type_, GraphQLEnumType):
        return dict.fromkeys(type_.values, "")
    if isinstance(type_, GraphQLInputObjectType):
        return {name: str(field.type) for name, field in type_.fields.items()}
    if isinstance(type_, GraphQLObjectType):
        return {
            name: ", ".join(sorted(f"{key}: {arg.type}" for key, arg in field.args.items())) + f" -> {field.type}"
            for name, field in type_.fields.items()
        }
    return {}


def differences(reference, ours):
    """(type, member) -> (recorded, ours) of everything recorded that ours has not, or has otherwise."""
    found = {}
    for name, type_ in reference.type_map.items():
        if name.startswith("__"):
            continue
        mine = ours.type_map.get(name)
        if mine is None:
            found[name, ""] = ("recorded", "missing")
            continue
        recorded, own = told(type_), told(mine)
        for member, signature in recorded.items():
            if own.get(member) != signature:
                found[name, member] = (signature, own.get(member))
    return found


def test_every_recorded_type_is_served(schema):
    found = differences(build_schema(REFERENCE.read_text()), schema)
    # The standard objects of this server call it annualRecurringRevenue.
    assert {place: told for place, told in found.items() if "annualrevenue" not in place[1].lower()} == {}


def test_the_schema_is_valid_and_clients_can_build_it(schema):
    client = build_client_schema(introspection_from_schema(schema))
    assert validate_schema(client) == []
