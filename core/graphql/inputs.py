"""The input types of one object: what is written, filtered, ordered, grouped and connected."""

from collections.abc import Callable, Iterator

from core.graphql.names import Entry, EnumSpec, InputSpec
from core.graphql.outputs import enum_name, filter_type, scalar_type
from core.records.aggregates import aggregates_of
from metadata.fields.base import Column, Field
from metadata.schema.snapshot import ObjectSchema, title


# -- written --------------------------------------------------------------------------------------------------------
def create(obj: ObjectSchema) -> InputSpec:
    return _written(obj, "CreateInput", lambda field: "!" if not field.nullable and field.default is None else "")


def update(obj: ObjectSchema) -> InputSpec:
    return _written(obj, "UpdateInput", lambda field: "")


def _written(obj: ObjectSchema, suffix: str, mark: Callable[[Field], str]) -> InputSpec:
    entries = [entry for field in obj.fields.values() for entry in _writable(field, suffix, mark)]
    return InputSpec(obj.singular_title + suffix, entries)


def _writable(field: Field, suffix: str, mark: Callable[[Field], str]) -> Iterator[Entry]:
    if field.relation is not None:
        if field.relation.to_one:  # never required: the other of the two may be given
            yield Entry(field.relation.join_column, "ID", field.description)
            yield Entry(field.name, f"{title(field.relation.target_object)}RelationInput", field.description)
    elif field.type.shape.composite:
        yield Entry(field.name, field.type.shape.name + suffix + mark(field), field.description)
    elif field.name == "id":
        yield Entry("id", "ID", field.description)
    else:
        notation = scalar_type(field).replace("FileObject", "FileItemInput")
        yield Entry(field.name, notation + mark(field), field.description)


# -- filtered and ordered ---------------------------------------------------------------------------------------------
def filter_input(obj: ObjectSchema) -> InputSpec:
    name = f"{obj.singular_title}FilterInput"
    entries = [entry for field in obj.fields.values() for entry in _filters(field)]
    entries += [Entry("and", f"[{name}]"), Entry("or", f"[{name}]"), Entry("not", name)]
    return InputSpec(name, entries)


def _filters(field: Field) -> Iterator[Entry]:
    if field.relation is not None:
        if field.relation.to_one:
            yield Entry(field.relation.join_column, "UUIDFilter", field.description)
        yield Entry(field.name, f"{title(field.relation.target_object)}FilterInput", field.description)
    elif field.type.shape.composite:
        yield Entry(field.name, f"{field.type.shape.name}FilterInput", field.description)
    else:
        yield Entry(field.name, filter_type(field), field.description)


def order(obj: ObjectSchema) -> InputSpec:
    entries = _orders(obj, "OrderByInput", "OrderByDirection")
    return InputSpec(f"{obj.singular_title}OrderByInput", entries)


def group_order(obj: ObjectSchema) -> InputSpec:
    aggregate = Entry("aggregate", f"{obj.singular_title}OrderByWithGroupByAggregateInput")
    entries = [aggregate, *_orders(obj, "OrderByWithGroupByInput", "OrderByDateGranularityInput")]
    return InputSpec(f"{obj.singular_title}OrderByWithGroupByInput", entries)


def _orders(obj: ObjectSchema, suffix: str, dates: str) -> list[Entry]:
    entries: list[Entry] = []
    for field in obj.fields.values():
        if field.relation is not None:
            if field.relation.to_one:
                target = title(field.relation.target_object)
                entries.append(Entry(field.relation.join_column, "OrderByDirection", field.description))
                entries.append(Entry(field.name, target + suffix, field.description))
        elif field.type.shape.composite:
            entries.append(Entry(field.name, f"{field.type.shape.name}OrderByInput", field.description))
        else:
            entries.append(Entry(field.name, dates if is_date(field) else "OrderByDirection", field.description))
    return entries


def aggregate_order(obj: ObjectSchema) -> InputSpec:
    entries = [Entry(row.name, "OrderByDirection") for row in aggregates_of(obj).values()]
    for field in obj.fields.values():
        if field.relation is not None and field.relation.to_one:
            entries.append(Entry(field.relation.join_column, "OrderByDirection"))
            entries.append(Entry(field.name, f"{title(field.relation.target_object)}OrderByInput"))
    return InputSpec(f"{obj.singular_title}OrderByWithGroupByAggregateInput", entries)


def is_date(field: Field) -> bool:
    return field.type.name in ("DATE", "DATE_TIME")


# -- grouped ----------------------------------------------------------------------------------------------------------
NOT_GROUPED = ("ACTOR", "RAW_JSON", "FILES", "TS_VECTOR", "POSITION")


def group(obj: ObjectSchema) -> InputSpec:
    entries = [entry for field in obj.fields.values() if groupable(field) for entry in _groups(field)]
    return InputSpec(f"{obj.singular_title}GroupByInput", entries)


def groupable(field: Field) -> bool:
    if field.relation is not None and not field.relation.to_one:
        return False
    if field.system and field.name not in ("createdAt", "updatedAt"):
        return False
    return field.name != "id" and field.type.name not in NOT_GROUPED


def _groups(field: Field) -> Iterator[Entry]:
    if field.relation is not None:
        yield Entry(field.name, f"{title(field.relation.target_object)}GroupByInput", field.description)
    elif field.type.shape.composite:
        yield Entry(field.name, f"{field.type.shape.name}GroupByInput", field.description)
    else:
        yield Entry(field.name, "GroupByDateGranularityInput" if is_date(field) else "Boolean", field.description)


# -- connected --------------------------------------------------------------------------------------------------------
def relation(obj: ObjectSchema) -> InputSpec:
    name = obj.singular_title
    entries = [
        Entry("connect", f"{name}ConnectInput"),
        Entry("disconnect", "Boolean"),
        Entry("create", f"{name}CreateInput"),
    ]
    return InputSpec(f"{name}RelationInput", entries)


def connect(obj: ObjectSchema) -> InputSpec:
    name = obj.singular_title
    return InputSpec(f"{name}ConnectInput", [Entry("where", f"{name}WhereUniqueInput")])


def unique_where(obj: ObjectSchema) -> InputSpec:
    entries = {"id": Entry("id", "ID")}
    for columns in obj.uniques:
        for field, column in filter(None, (owner(obj, name) for name in columns)):
            entries.setdefault(field.name, _unique(field, column))
    return InputSpec(f"{obj.singular_title}WhereUniqueInput", list(entries.values()))


def _unique(field: Field, column: Column) -> Entry:
    if field.relation is not None:
        return Entry(field.name, "ID")
    if field.type.shape.composite:
        return Entry(field.name, f"{title(field.object_name)}{title(field.name)}WhereInput")
    return Entry(field.name, scalar_type(field))


def composite_where(obj: ObjectSchema, field: Field) -> InputSpec:
    """The unique sub-fields of a composite."""
    columns = {name for key in obj.uniques for name in key}
    entries = [Entry(c.part.name, c.kind.graphql) for c in field.columns if c.name in columns]
    return InputSpec(f"{obj.singular_title}{title(field.name)}WhereInput", entries)


def owner(obj: ObjectSchema, column: str) -> tuple[Field, Column] | None:
    """The field that a column belongs to."""
    for field in obj.fields.values():
        for found in field.columns:
            if found.name == column:
                return field, found
    return None


# -- options ----------------------------------------------------------------------------------------------------------
def options(field: Field) -> EnumSpec:
    chosen = sorted(field.options, key=lambda option: option.position)
    return EnumSpec(enum_name(field), tuple((o.value, o.label) for o in chosen), field.description)
