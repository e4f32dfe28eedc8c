"""CURRENCY: an amount in millionths and a currency code."""

from . import kinds
from .composite import CompositeType
from .shape import Part, composite
from .values import numeric, text_or_none


class Currency(CompositeType):
    name = "CURRENCY"
    shape = composite(
        "Currency", Part("amountMicros", kinds.NUMERIC), Part("currencyCode", kinds.TEXT, keeps_null=True)
    )
    accepts = {"amountMicros": numeric, "currencyCode": text_or_none}
    docs = "An amount of money: amountMicros is the amount times 1,000,000, a number or a numeric text; any code."
    aggregates = ("minAmountMicros", "maxAmountMicros", "sumAmountMicros", "avgAmountMicros")
    example = {"amountMicros": 1500000000, "currencyCode": "EUR"}
