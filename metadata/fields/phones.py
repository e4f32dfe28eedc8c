"""PHONES: national number, country and calling code, kept consistent with each other."""

import re
from collections.abc import Mapping
from typing import Any

import phonenumbers

from . import kinds, settings
from .composite import CompositeType
from .errors import InvalidValue
from .printing import interpolated
from .shape import Part, composite
from .values import listed, refused, text

NUMBER, COUNTRY, CALLING = "primaryPhoneNumber", "primaryPhoneCountryCode", "primaryPhoneCallingCode"
FURTHER = {"number": NUMBER, "countryCode": COUNTRY, "callingCode": CALLING}
CALLING_CODE = re.compile(r"\+?\d{1,4}\Z", re.ASCII)
LOCAL_NUMBER = re.compile(r"[\d\s().\-/]{2,30}\Z", re.ASCII)


def phone(given: Mapping[str, str | None], label: str) -> dict[str, str | None]:
    """The three parts made consistent: what one says is filled into the others, contradictions are refused."""
    number, country, calling = (given.get(part) or None for part in (NUMBER, COUNTRY, CALLING))
    country = country and _country(country, label)
    calling = calling and _calling(calling, label)
    if country and calling and _calling_of(country) != calling:
        raise _conflict(country, calling, label)
    calling = calling or (_calling_of(country) if country else None)
    if number:
        number, country, calling = _parsed(number, country, calling, label)
    found = {NUMBER: number, COUNTRY: country, CALLING: calling}
    return {part: value for part, value in found.items() if part in given or value is not None}


def _parsed(number: str, country: str | None, calling: str | None, label: str) -> tuple[str, str | None, str | None]:
    plus = number.lstrip().startswith("+")
    if not (plus or calling):
        if not LOCAL_NUMBER.match(number) or sum(c.isdigit() for c in number) < 2:
            raise _invalid(number, label)
        return re.sub(r"\D", "", number), None, None
    region = country or _main_region(calling)
    try:
        found = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        raise _invalid(number, label) from None
    real = f"+{found.country_code}"
    if calling and calling != real:
        raise _conflict(country, calling, label)
    country = country or phonenumbers.region_code_for_number(found) or _only_region(found.country_code or 0)
    return phonenumbers.national_significant_number(found), country, real


def _country(code: str, label: str) -> str:
    if code.upper() in phonenumbers.SUPPORTED_REGIONS:
        return code.upper()
    raise _refused(f"Provided phone country code is invalid {interpolated(code)}", code, label)


def _calling(code: str, label: str) -> str:
    digits = code.removeprefix("+")
    if CALLING_CODE.match(code) and int(digits) in phonenumbers.COUNTRY_CODE_TO_REGION_CODE:
        return f"+{int(digits)}"
    raise _refused(f"Provided phone calling code is invalid {interpolated(code)}", code, label)


def _calling_of(country: str) -> str:
    return f"+{phonenumbers.country_code_for_region(country)}"


def _main_region(calling: str | None) -> str | None:
    return phonenumbers.region_code_for_country_code(int(calling[1:])) if calling else None


def _only_region(code: int) -> str | None:
    regions = phonenumbers.region_codes_for_country_code(code)
    return regions[0] if len(regions) == 1 and regions[0] != "001" else None


def _invalid(number: str, label: str) -> InvalidValue:
    return _refused(f"Provided phone number is invalid {interpolated(number)}", number, label)


def _conflict(country: str | None, calling: str, label: str) -> InvalidValue:
    return _refused("Provided phone country code and calling code are conflicting", country or calling, label)


def _refused(message: str, value: str, label: str) -> InvalidValue:
    return refused(message, label, value, code="INVALID_PHONE_NUMBER", friendly=message)


def further_phones(value: Any, label: str) -> list[dict[str, str]] | None:
    found = [_further(item, label) for item in listed(value, label)]
    return [item for item in found if item["number"]] or None


def _further(item: Any, label: str) -> dict[str, str]:
    if not isinstance(item, dict):
        raise _invalid(interpolated(item), label)
    given = {part: None if item.get(key) is None else text(item[key], label) for key, part in FURTHER.items()}
    found = phone(given, label)
    return {key: found[part] or "" for key, part in FURTHER.items()}


class Phones(CompositeType):
    name = "PHONES"
    shape = composite(
        "Phones",
        Part(NUMBER, kinds.TEXT),
        Part(COUNTRY, kinds.TEXT),
        Part(CALLING, kinds.TEXT),
        Part("additionalPhones", kinds.JSON_LIST, groupable=False),
    )
    accepts = {NUMBER: text, COUNTRY: text, CALLING: text, "additionalPhones": further_phones}
    docs = (
        "Phone numbers: a primary one and a list of further ones. An international number is split into national "
        "number, country and calling code."
    )
    unique_parts = (NUMBER, COUNTRY, CALLING)
    search_sql = (
        "coalesce({primaryPhoneNumber}, '') || ' ' || "
        "coalesce(replace({primaryPhoneCallingCode}, '+', '') || {primaryPhoneNumber}, '')"
    )
    example = {"primaryPhoneNumber": "+33612345679"}

    def accept(self, given: Mapping[str, Any], name: str) -> dict[str, Any]:
        parts = super().accept(given, name)
        further = {part: parts.pop(part) for part in ("additionalPhones",) if part in parts}
        return (phone(parts, name) if parts else {}) | further

    def check_settings(self, found: Mapping[str, Any] | None) -> None:
        settings.check(found, settings.SEVERAL_VALUES)
