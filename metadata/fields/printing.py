"""Values in messages, printed the way the reference prints them: the notation of a JavaScript console."""

import math
import re
from typing import Any

DEPTH = 2
ITEMS = 100
TEXT = 10_000
LINE = 80
INNER_LEVELS = 3
"""An object is kept on one line only while it holds fewer levels than this."""
_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_EXPONENT = re.compile(r"e([+-])0*")
_ESCAPES = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\x0b": "\\x0B", "\f": "\\f", "\r": "\\r", "\\": "\\\\"}


def inspected(value: Any) -> str:
    """`'x'`, `5`, `[ 'NOPE' ]`, `{ a: 1 }`."""
    return _inspect(value, 0, 0)[0]


def interpolated(value: Any) -> str:
    """As inside a template string: `NOPE`, `5`, `true`, `null`; texts carry no quotes."""
    return printable(value[:TEXT]) if isinstance(value, str) else inspected(value)


def printable(text: str) -> str:
    """`text` with what no JSON encoder can send (lone surrogates) escaped."""
    return "".join(f"\\u{ord(c):04X}" if "\ud800" <= c <= "\udfff" else c for c in text)


def number_text(value: float) -> str:
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return str(int(value)) if value == int(value) and abs(value) < 1e21 else _EXPONENT.sub(r"e\1", repr(value))


def _inspect(value: Any, level: int, indent: int) -> tuple[str, int]:
    """The text, and how many levels of objects it is, counted along the last of them."""
    if isinstance(value, str):
        return _quoted(value), 0
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value], 0
    if isinstance(value, int):
        return str(value) if abs(value) < 10**21 else number_text(float(value) if abs(value) < 10**308 else math.inf), 0
    if isinstance(value, float):
        return number_text(value), 0
    if isinstance(value, list | tuple):
        return _group("[]", list(value), level, indent)
    if isinstance(value, dict):
        return _group("{}", list(value.items()), level, indent)
    return _quoted(str(value)), 0


def _group(braces: str, items: list[Any], level: int, indent: int) -> tuple[str, int]:
    if not items:
        return braces, 0
    if level > DEPTH:
        return "[Array]" if braces == "[]" else "[Object]", 0
    parts, levels = [], 0
    for item in items[:ITEMS]:
        text, inner = _inspect(item[1] if braces == "{}" else item, level + 1, indent + 2)
        parts.append(f"{_key(item[0])}: {text}" if braces == "{}" else text)
        levels = inner or levels
    if len(items) > ITEMS:
        rest = len(items) - ITEMS
        parts.append(f"... {rest} more item{'s' if rest > 1 else ''}")
    return _joined(braces, parts, levels, indent), levels + 1


def _joined(braces: str, parts: list[str], levels: int, indent: int) -> str:
    length = sum(map(len, parts)) + 2 * len(parts) + indent + 11
    if levels < INNER_LEVELS and length <= LINE and not any("\n" in part for part in parts):
        return f"{braces[0]} {', '.join(parts)} {braces[1]}"
    edge = "\n" + " " * indent
    return f"{braces[0]}{edge}  " + f",{edge}  ".join(parts) + f"{edge}{braces[1]}"


def _key(key: Any) -> str:
    return key if _KEY.match(key) else _quoted(key)


def _quoted(text: str) -> str:
    cut, rest = text[:TEXT], len(text) - TEXT
    quote = "'" if "'" not in cut else '"' if '"' not in cut else "`" if "`" not in cut and "${" not in cut else "'"
    body = "".join(_escaped(c, quote) for c in cut)
    more = f"... {rest} more character{'s' if rest > 1 else ''}" if rest > 0 else ""
    return f"{quote}{body}{quote}{more}"


def _escaped(c: str, quote: str) -> str:
    if c == quote:
        return "\\" + c
    if c in _ESCAPES:
        return _ESCAPES[c]
    if c < " " or "\x7f" <= c <= "\x9f":
        return f"\\x{ord(c):02X}"
    return f"\\u{ord(c):04X}" if "\ud800" <= c <= "\udfff" else c
