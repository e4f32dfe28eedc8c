"""FULL_NAME."""

from . import kinds
from .composite import CompositeType
from .shape import Part, composite
from .values import text_or_none


class FullName(CompositeType):
    name = "FULL_NAME"
    shape = composite("FullName", Part("firstName", kinds.TEXT), Part("lastName", kinds.TEXT))
    accepts = {"firstName": text_or_none, "lastName": text_or_none}
    docs = "First and last name of a person."
    unique_parts = ("firstName", "lastName")
    search_sql = "coalesce({firstName}, '') || ' ' || coalesce({lastName}, '')"
    example = {"firstName": "Ada", "lastName": "Lovelace"}
