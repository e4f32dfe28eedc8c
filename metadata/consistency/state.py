"""The shape of a workspace's tables, in the same words whether it comes from the model or from PostgreSQL."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ColumnState:
    pg: str
    not_null: bool
    generated: bool = False

    def __str__(self) -> str:
        return self.pg + (" not null" if self.not_null else "") + (" generated" if self.generated else "")


@dataclass(frozen=True, slots=True)
class IndexState:
    """`columns` in their order in the index."""

    columns: tuple[str, ...]
    unique: bool
    method: str
    valid: bool = True
    where: str = ""

    def __str__(self) -> str:
        kind = "unique " if self.unique else ""
        partial = f" where {self.where}" if self.where else ""
        return f"{kind}{self.method} ({', '.join(self.columns)}){partial}" + ("" if self.valid else " not valid")


@dataclass(frozen=True, slots=True)
class KeyState:
    """A foreign key: where it leads and what happens when the target goes."""

    column: str
    target: str
    on_delete: str

    def __str__(self) -> str:
        return f"{self.column} -> {self.target} on delete {self.on_delete}"


@dataclass(slots=True)
class TableState:
    columns: dict[str, ColumnState] = field(default_factory=dict)
    indexes: dict[str, IndexState] = field(default_factory=dict)
    keys: dict[str, KeyState] = field(default_factory=dict)


Tables = dict[str, TableState]


def differences(wanted: Tables, found: Tables) -> list[str]:
    """One sentence for everything that the tables lack, have too much or have differently."""
    told = [f"table {name} is missing" for name in sorted(wanted.keys() - found.keys())]
    told += [f"table {name} belongs to no object" for name in sorted(found.keys() - wanted.keys())]
    for name in sorted(wanted.keys() & found.keys()):
        mine, theirs = wanted[name], found[name]
        told += _parts(name, "column", mine.columns, theirs.columns)
        told += _parts(name, "index", mine.indexes, theirs.indexes)
        told += _parts(name, "foreign key", mine.keys, theirs.keys)
    return told


def _parts(table: str, what: str, wanted: dict, found: dict) -> list[str]:
    told = [
        f"table {table}: {what} {name} is missing ({wanted[name]})" for name in sorted(wanted.keys() - found.keys())
    ]
    told += [f"table {table}: {what} {name} is not in the model" for name in sorted(found.keys() - wanted.keys())]
    return told + [
        f"table {table}: {what} {name} is {found[name]}, should be {wanted[name]}"
        for name in sorted(wanted.keys() & found.keys())
        if wanted[name] != found[name]
    ]
