"""Moments as text that the database makes: values of a whole model's moments would cost more than all the rest."""

from typing import Any

from django.db.models import Func, TextField


class Instant(Func):
    """UTC with milliseconds and a Z."""

    template = """to_char(%(expressions)s at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')"""
    output_field = TextField()


def with_instants(columns: tuple[str, ...]) -> tuple[Any, ...]:
    """The columns for values_list(), the moments that every row of the model has as text."""
    return tuple(Instant(column) if column in ("created_at", "updated_at") else column for column in columns)
