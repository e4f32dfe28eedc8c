"""The rows of a page, numbered: `#rn` from 1 in the order of travel, `#n` their count, one more than asked at most."""

from core.records.plan import ConnectionPlan, Where
from core.records.sql.builder import Builder
from core.records.sql.keyset import after_sql, hop_joins, order_by_sql, reversed_keys
from core.records.sql.predicates import where_sql
from metadata.schema.snapshot import ObjectSchema

Link = str | None
"""A further condition with `{i}` for the alias of the row: what ties a nested connection to its parent."""


def rows_sql(b: Builder, obj: ObjectSchema, where: Where, alias: str, link: Link = None) -> str:
    """`table alias where ..`: all rows of a connection, whatever the page."""
    return f"{b.table(obj)} {alias} where {conditions_sql(b, obj, where, alias, link)}"


def conditions_sql(b: Builder, obj: ObjectSchema, where: Where, alias: str, link: Link) -> str:
    condition = where_sql(b, alias, obj, where)
    return condition if link is None else f"{link.replace('{i}', alias)} and {condition}"


def page_sql(b: Builder, plan: ConnectionPlan, alias: str, link: Link = None) -> str:
    """The page as a FROM item with all columns of the object."""
    numbered = '*, row_number() over () as "#rn", count(*) over () as "#n"'
    if is_cheap(plan):
        return f"(select {numbered} from ({ordered_sql(b, plan, 'i.*', link)}) i)"
    ordered = ordered_sql(b, plan, "i.id", link)
    keys = f'(select i."id", row_number() over () as "#rn", count(*) over () as "#n" from ({ordered}) i) k'
    return f'(select r.*, k."#rn", k."#n" from {keys} join {b.table(plan.object)} r on r."id" = k."id")'


def is_cheap(plan: ConnectionPlan) -> bool:
    """Whether whole rows may travel through the sort: an index gives the order, and nothing is skipped.

    Else only keys are sorted and skipped, and the rows of the page fetched afterwards.
    """
    return plan.page.offset == 0 and len(plan.order) <= 2 and all(key.never_null for key in plan.order)


def ordered_sql(b: Builder, plan: ConnectionPlan, columns: str, link: Link) -> str:
    page = plan.page
    keys = reversed_keys(plan.order) if page.backward else plan.order
    hops, joins = hop_joins(b, keys, "i")
    conditions = [conditions_sql(b, plan.object, plan.where, "i", link)]
    if page.cursor is not None:
        conditions.append(after_sql(b, keys, page.cursor, "i", hops, b.table(plan.object)))
    offset = f" offset {b.param(page.offset, 'bigint')}" if page.offset else ""
    return (
        f"select {columns} from {b.table(plan.object)} i {joins} where {' and '.join(conditions)} "
        f"order by {order_by_sql(keys, 'i', hops)} limit {b.param(page.limit + 1, 'bigint')}{offset}"
    )
