"""ADDRESS."""

from . import kinds
from .composite import CompositeType
from .shape import Part, composite
from .values import numeric, text_or_none

TEXTS = ("addressStreet1", "addressStreet2", "addressCity", "addressPostcode", "addressState", "addressCountry")
NUMBERS = ("addressLat", "addressLng")


class Address(CompositeType):
    name = "ADDRESS"
    shape = composite(
        "Address", *(Part(name, kinds.TEXT) for name in TEXTS), *(Part(name, kinds.NUMERIC) for name in NUMBERS)
    )
    accepts = dict.fromkeys(TEXTS, text_or_none) | dict.fromkeys(NUMBERS, numeric)
    docs = "A postal address with optional coordinates."
    search_sql = " || ' ' || ".join(f"coalesce({{{name}}}, '')" for name in TEXTS)
    example = {"addressStreet1": "1 rue de la Paix", "addressCity": "Paris", "addressCountry": "France"}
