"""How many records a step of a plan takes data from. Records in the bin count too."""

from dataclasses import replace

from metadata.fields.base import Column
from metadata.models import FieldMetadata
from metadata.schema.sql import ident
from metadata.services.change import Change
from metadata.services.relations import holder_of

from .plan import Plan, Step


def with_losses(change: Change, plan: Plan) -> Plan:
    """Before any step is taken."""
    return Plan(
        tuple(replace(step, records=_records(change, step)) if step.destructive else step for step in plan.steps)
    )


def _records(change: Change, step: Step) -> int:
    if step.target is None:
        return 0
    if step.kind == "object":
        return _count(change, step, "true")
    field = change.field(step.target)
    if field is None:
        return 0
    if step.kind == "relation":
        field = holder_of(change, field)
    columns = change.frozen(field).columns
    if step.kind == "option":
        name = ident(columns[0].name)
        return _count(
            change, field, f"%s = any({name})" if columns[0].kind.many else f"{name} = %s", step.data["option"]
        )
    return _count(change, field, " or ".join(map(_holds_something, columns)) or "false")


def _count(change: Change, of: Step | FieldMetadata, condition: str, *parameters: str) -> int:
    parent = change.objects[of.object_id if isinstance(of, FieldMetadata) else of.row]
    table = change.table(parent)
    return change.query(f"select count(*) from {table.sql} where {condition}", parameters)[0][0]


def _holds_something(column: Column) -> str:
    """Empty texts and lists are no data."""
    name = ident(column.name)
    return f"({name} is not null and {name}::text not in ('', '{{}}', '[]'))"
