"""Names: what may be one, what is reserved, and how a name is made from a label."""

import hashlib
import re
import unicodedata
from collections.abc import Iterator

import inflection

SHAPE = re.compile(r"[a-z][a-zA-Z0-9]*")
LONGEST = 63
"""PostgreSQL's longest identifier, in bytes."""

TOO_SHORT = "Name is too short"
TOO_LONG = "Name is too long"
NOT_VALID = "Name is not valid: it must start with lowercase letter and contain only alphanumeric letters"
NOT_CAMEL = "Name should be in camelCase"
IS_RESERVED = 'This name is reserved. Use a different name or the system will add "Custom" suffix.'

_ONE_AND_MANY = (
    "approvedAccessDomain appToken billingCustomer billingEntitlement billingMeter billingProduct "
    "billingSubscription billingSubscriptionItem featureFlag job keyValuePair pageLayout pageLayoutTab "
    "pageLayoutWidget postgresCredential twoFactorMethod user userWorkspace workspace role userWorkspaceRole "
    "plan event field link type object relation"
)
_ALONE = "currency currencies fullNames address addresses index aggregate"
RESERVED = frozenset(
    [*_ONE_AND_MANY.split(" "), *(name + "s" for name in _ONE_AND_MANY.split(" ")), *_ALONE.split(" ")]
)


def problem_of(name: str, longest: int = LONGEST) -> str | None:
    """What is wrong with a name, or None. The first rule that it breaks is the only one reported."""
    if not name:
        return TOO_SHORT
    if len(name) > longest:
        return TOO_LONG
    if not SHAPE.fullmatch(name):
        return NOT_VALID
    return IS_RESERVED if name in RESERVED else None


def name_from_label(label: str) -> str:
    """ "Gadgets made" -> gadgetsMade, "Größe" -> grosse, "2nd" -> n2nd, "User" -> userCustom."""
    words = "".join(c if c.isascii() and c.isalnum() else " " for c in transliterated(label)).split()
    name = camel(words)
    if name and name[0].isdigit():
        name = "n" + name
    return name + "Custom" if name in RESERVED else name


def camel(words: list[str]) -> str:
    parts = [part for word in words for part in _inner_words(word)]
    return "".join(part.lower() if i == 0 else part[:1].upper() + part[1:].lower() for i, part in enumerate(parts))


def _inner_words(word: str) -> Iterator[str]:
    yield from inflection.underscore(word).split("_")


def transliterated(text: str) -> str:
    return inflection.transliterate(text.translate(_LETTERS)) if not text.isascii() else text


_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ł": "l", "Ł": "L"}
    | {"þ": "th", "Þ": "TH", "ð": "d", "\u0131": "i"}
)


def unused(name: str, taken: set[str]) -> str:
    """`name`, or `name2`, `name3`, ... where it is taken."""
    if name not in taken:
        return name
    return next(f"{name}{i}" for i in range(2, len(taken) + 3) if f"{name}{i}" not in taken)


def titled(name: str) -> str:
    return name[:1].upper() + name[1:]


def bounded(identifier: str) -> str:
    """An identifier that PostgreSQL would cut off, made short by a hash of itself."""
    if len(identifier.encode()) <= LONGEST:
        return identifier
    digest = hashlib.sha256(identifier.encode()).hexdigest()[:8]
    return f"{identifier[:54]}_{digest}"


def join_column_name(field_name: str) -> str:
    return bounded(field_name + "Id")


def normalised(text: str) -> str:
    return unicodedata.normalize("NFC", text)
