"""Quoting of identifiers, the one place where a name becomes SQL text."""

from functools import lru_cache

from psycopg import sql


@lru_cache(maxsize=65536)
def ident(name: str) -> str:
    """`name` -> `"name"`, quotes inside doubled."""
    return sql.Identifier(name).as_string(None)


@lru_cache(maxsize=8192)
def table_ident(pg_schema: str, table: str) -> str:
    """-> `"schema"."table"`: nothing depends on a search_path."""
    return sql.Identifier(pg_schema, table).as_string(None)


@lru_cache(maxsize=8192)
def literal(text: str) -> str:
    """A constant of the data model (an option, a key name) as a quoted SQL literal. Never for values of a request."""
    return sql.Literal(text).as_string(None)
