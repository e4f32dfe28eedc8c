"""A plain value -> a Document, with every mistake of form found on the way."""

from collections.abc import Iterable, Mapping
from typing import Any

from metadata.services.inputs import as_uuid
from metadata.services.storable import held

from . import words
from .document import VERSION, Document, EndDoc, Fault, FieldDoc, IndexDoc, ObjectDoc, OptionDoc, RelationDoc

CODE = "INVALID_DOCUMENT"


def parse(value: Any) -> tuple[Document, list[Fault]]:
    """Pieces with mistakes are left out of the document; their names are remembered in `unread`."""
    reader = Reader()
    return reader.document(value), reader.faults


class Reader:
    """Walks the value once, gathering mistakes."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def document(self, value: Any) -> Document:
        value = self.whole(value, "", words.DOCUMENT)
        if value is None:
            return Document(partial=True)
        if value.get("version", VERSION) != VERSION:
            self.fault("version", f"must be {VERSION}")
        given = [(f"objects[{i}]", told) for i, told in enumerate(_list(value.get("objects")))]
        objects = [found for path, told in given if (found := self.object(told, path))]
        self.once(objects, lambda one: (one.name, one.plural))
        pairs = [(f"relations[{i}]", told) for i, told in enumerate(_list(value.get("relations")))]
        relations = [pair for path, told in pairs if (pair := self.relation(told, path))]
        self.once([end for one in relations for end in (one.holder, one.other)], _end_names)
        unread = {_name(told, "nameSingular") for _, told in given} - {one.name for one in objects}
        return Document(
            tuple(objects),
            tuple(relations),
            value.get("partial") is True or bool(self.faults),
            frozenset(unread),
        )

    def object(self, told: Any, path: str) -> ObjectDoc | None:
        told = self.whole(told, path, words.OBJECT, ("nameSingular",))
        if told is None:
            return None
        name = told["nameSingular"]
        given = [(f"{path}.fields[{i}]", one) for i, one in enumerate(_list(told.get("fields")))]
        fields = [found for place, one in given if (found := self.field(one, place))]
        self.once(fields, lambda one: (one.name,))
        indexes = [self.index(one, f"{path}.indexes[{i}]") for i, one in enumerate(_list(told.get("indexes")))]
        return ObjectDoc(
            path,
            name,
            _given(told, words.OBJECT_VALUES),
            told.get("renamedFrom"),
            as_uuid(told.get("universalIdentifier")),
            told.get("namePlural") or "",
            tuple(fields),
            tuple(one for one in indexes if one is not None),
            told.get("skipNameField") is True or any(one.name == "name" and one.type != "TEXT" for one in fields),
            tuple(told.get("withoutRelationsTo") or ()),
            told.get("labelIdentifier"),
            told.get("imageIdentifier"),
        )

    def field(self, told: Any, path: str) -> FieldDoc | None:
        told = self.whole(told, path, words.FIELD, ("name", "type"))
        if told is None:
            return None
        options = None
        if told.get("options") is not None:
            places = [(f"{path}.options[{i}]", one) for i, one in enumerate(told["options"])]
            read = [self.option(one, place) for place, one in places]
            options = tuple(one for one in read if one is not None)
            if len(options) < len(read):
                return None
        return FieldDoc(
            path,
            told["name"],
            _given(told, words.FIELD_VALUES),
            told.get("renamedFrom"),
            as_uuid(told.get("universalIdentifier")),
            told["type"],
            options,
        )

    def index(self, told: Any, path: str) -> IndexDoc | None:
        """`name` covers a field, `address.addressCity` one part of it."""
        told = self.whole(told, path, words.INDEX, ("fields",))
        if told is None:
            return None
        parts = [name.partition(".") for name in told["fields"]]
        return IndexDoc(path, told.get("type", "BTREE"), tuple((name, part or None) for name, _, part in parts))

    def option(self, told: Any, path: str) -> OptionDoc | None:
        """A value alone stands for an option whose label is made of it."""
        told = {"value": told} if isinstance(told, str) else told
        told = self.whole(told, path, words.OPTION, ("value",))
        if told is None:
            return None
        label = told["value"].replace("_", " ").capitalize()
        color = {"color": told["color"]} if told.get("color") else {}
        return OptionDoc(told["value"], {"label": told.get("label", label), **color}, told.get("renamedFrom"))

    def relation(self, told: Any, path: str) -> RelationDoc | None:
        told = self.whole(told, path, words.RELATION, ("from", "to"))
        if told is None:
            return None
        holder, other = self.end(told["from"], f"{path}.from"), self.end(told["to"], f"{path}.to")
        if holder is None or other is None:
            return None
        if holder.morph and other.morph:
            self.fault(path, "only one end of a relation can be a morph")
            return None
        return RelationDoc(path, holder, other, told.get("onDelete"))

    def end(self, told: Any, path: str) -> EndDoc | None:
        told = self.whole(told, path, words.END, ("object",))
        if told is None:
            return None
        if ("name" in told) == ("morph" in told):
            self.fault(path, "needs either a name or a morph")
            return None
        return EndDoc(
            path,
            told.get("name") or told.get("morph") or "",
            _given(told, words.END_VALUES),
            told.get("renamedFrom"),
            as_uuid(told.get("universalIdentifier")),
            told["object"],
            "morph" in told,
            told.get("junctionTarget"),
        )

    # -- checks ----------------------------------------------------------------------------------------------
    def whole(
        self, told: Any, path: str, known: Mapping[str, words.Check], required: Iterable[str] = ()
    ) -> dict[str, Any] | None:
        """The keys of a mapping that are as they should be; None where one is not that must be there."""
        if not isinstance(told, dict):
            self.fault(path, "must be an object" if path else "The document must be an object")
            return None
        missing = [key for key in required if told.get(key) in (None, "")]
        for key in missing:
            self.fault(_at(path, key), "is required")
        good = {}
        for key, value in told.items():
            reason = None if key in missing else _wrong(key, value, known)
            if reason is None:
                good[key] = value
            else:
                self.fault(_at(path, key), reason)
        return good if not missing and all(key in good for key in required) else None

    def once(self, pieces: Iterable[Any], names: Any) -> None:
        seen: dict[Any, str] = {}
        for piece in pieces:
            keys = [key for key in names(piece) if key]
            if piece.universal_identifier:
                keys.append(piece.universal_identifier)
            for key in dict.fromkeys(keys):
                if key in seen:
                    shown = key[-1] if isinstance(key, tuple) else key
                    self.fault(piece.path, f"{shown} stands at {seen[key]} already")
                seen.setdefault(key, piece.path)

    def fault(self, path: str, message: str) -> None:
        self.faults.append(Fault(path, CODE, message))


def _wrong(key: str, value: Any, known: Mapping[str, words.Check]) -> str | None:
    if key not in known:
        return f"is not known here; known are {', '.join(known)}"
    holds, rule = known[key]
    if not holds(value):
        return rule
    reason = held(value) if key not in _PARTS else None
    return f"holds {reason}" if reason else None


_PARTS = ("objects", "relations", "fields", "indexes", "options", "from", "to")


def _end_names(end: EndDoc) -> tuple:
    """A morph's name stands once for every target."""
    return () if end.morph else ((end.object, end.name),)


def _at(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _given(told: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    return {key: told[key] for key in known if key in told}


def _list(value: Any) -> list:
    return value if isinstance(value, list) else []


def _name(told: Any, key: str) -> str:
    name = told.get(key) if isinstance(told, dict) else None
    return name if isinstance(name, str) else ""
