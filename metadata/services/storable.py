"""Texts that PostgreSQL would refuse: told as problems before anything is written."""

from typing import Any

from django.db import models

from metadata.errors import Problem
from metadata.fields.values import unstorable


def text_problems(row: models.Model, code: str, *attributes: str) -> list[Problem]:
    """Texts of these attributes that are too long, labels that are blank, and what cannot be stored at any depth."""
    problems = []
    for attribute in attributes:
        column, value = row._meta.get_field(attribute), getattr(row, attribute)
        key = camel(attribute)
        longest = getattr(column, "max_length", None)
        if isinstance(value, str) and longest and len(value) > longest:
            problems.append(Problem(code, f"{key} is longer than {longest} characters", at=key))
        if attribute.startswith("label") and isinstance(value, str) and not value.strip():
            problems.append(Problem(code, f"{key} should not be empty", value, at=key))
        reason = held(value)
        if reason:
            problems.append(Problem(code, f"{key} holds {reason}", at=key))
    return problems


def held(value: Any) -> str | None:
    """What somewhere in a JSON value cannot be stored."""
    if isinstance(value, str):
        return unstorable(value)
    if isinstance(value, dict):
        return next((found for pair in value.items() for found in map(held, pair) if found), None)
    if isinstance(value, list):
        return next((found for item in value for found in [held(item)] if found), None)
    return None


def camel(attribute: str) -> str:
    first, *rest = attribute.split("_")
    return first + "".join(word.title() for word in rest)
