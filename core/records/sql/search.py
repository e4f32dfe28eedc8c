"""Search to SQL: the best rows of each object, put together and cut."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.records.plan import Where
from core.records.query import Search
from core.records.sql.builder import Builder
from core.records.sql.columns import column_sql
from core.records.sql.objects import Entries, small_object_sql, text_sql
from core.records.sql.predicates import has_words, prefix_query_sql, where_sql
from core.records.sql.reads import Statement
from metadata.fields.base import Field
from metadata.schema.snapshot import ObjectSchema

CREATED = "to_char(s.created at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"


@dataclass(frozen=True, slots=True)
class SearchAfter:
    rank_cd: float
    rank: float
    record_id: str
    created: str | None


@dataclass(frozen=True, slots=True)
class SearchPlan:
    """One object to search.

    `fields`: those whose words count, where that is not the whole search vector.
    `dated`: whether the moment of creation may order the rows, which a cursor tells.
    """

    object: ObjectSchema
    where: Where
    label: Field | None
    image: Field | None
    fields: tuple[Field, ...] | None
    dated: bool


def search_sql(
    pg_schema: str, query: Search, text: str, plans: Sequence[SearchPlan], after: SearchAfter | None, limit: int
) -> Statement:
    """One row: edges and pageInfo, as far as asked for."""
    b = Builder(pg_schema)
    ranked = has_words(text)
    order = "s.rank_cd desc, s.rank desc, s.id" if ranked else "s.created desc, s.id"
    rows = [object_sql(b, plan, text if ranked else "", after, limit) for plan in plans] or [NOTHING]
    bound = b.param(limit + 1, "bigint")
    page = (
        f"(select s.*, row_number() over (order by {order}) as rn, count(*) over () as n from "
        f"({' union all '.join(rows)}) s order by rn limit {bound}) s"
    )
    columns, keys = [], []
    if query.edges_key is not None:
        edges = edge_sql(query, ranked)
        columns.append(f"coalesce(json_agg({edges} order by s.rn) filter (where s.rn <= {limit}), '[]'::json)")
        keys.append(query.edges_key)
    if query.page_info_key is not None:
        columns.append(page_info_sql(query, ranked, limit))
        keys.append(query.page_info_key)
    return Statement(f"select {', '.join(columns)} from {page}", b.params, tuple(keys))


NOTHING = (
    "select ''::text as object, ''::text as object_label, null::uuid as id, ''::text as label, ''::text as image, "
    "0::float4 as rank_cd, 0::float4 as rank, now() as created where false"
)


def object_sql(b: Builder, plan: SearchPlan, text: str, after: SearchAfter | None, limit: int) -> str:
    """The best rows of one object."""
    obj = plan.object
    conditions = [where_sql(b, "t", obj, plan.where)]
    rank_cd = rank = "0::float4"
    created = 't."createdAt"' if plan.dated else "timestamptz 'epoch'"
    order = f'{created} desc, t."id"'
    if text:
        q = prefix_query_sql(b, text)
        conditions.append(f't."searchVector" @@ {q}')
        vector = 't."searchVector"'
        if plan.fields is not None:
            vector = vector_sql(plan.fields)
            conditions.append(f"{vector} @@ {q}")
        rank_cd, rank = f"ts_rank_cd({vector}, {q})", f"ts_rank({vector}, {q})"
        order = f'{rank_cd} desc, {rank} desc, t."id"'
    if after is not None:
        conditions.append(after_sql(b, after, bool(text), rank_cd, rank, created))
    return (
        f"(select {text_sql(obj.name_singular)} as object, {text_sql(obj.label_singular)} as object_label, "
        f't."id" as id, {label_sql(plan.label)} as label, {label_sql(plan.image)} as image, '
        f"{rank_cd} as rank_cd, {rank} as rank, {created} as created from {b.table(obj)} t "
        f"where {' and '.join(conditions)} order by {order} limit {b.param(limit + 1, 'bigint')})"
    )


def vector_sql(fields: Sequence[Field]) -> str:
    """The words of some fields alone, as the search vector has them."""
    texts = []
    for field in fields:
        columns = {column.part.name: column_sql("t", column) for column in field.columns}
        template = field.type.search_sql or "''"
        texts.append("(" + template.format(*columns.values(), c=columns.get("", ""), **columns) + ")")
    return f"to_tsvector('simple', twentyapi.plain({BLANK.join(texts)}))"


BLANK = " || ' ' || "


def after_sql(b: Builder, after: SearchAfter, ranked: bool, rank_cd: str, rank: str, created: str) -> str:
    last = b.param(after.record_id, "uuid")
    if not ranked:
        moment = b.param(after.created or "infinity", "timestamptz")
        return f'({created} < {moment} or ({created} = {moment} and t."id" > {last}))'
    cd, plain = b.param(after.rank_cd, "float4"), b.param(after.rank, "float4")
    return f'({rank_cd} < {cd} or ({rank_cd} = {cd} and ({rank} < {plain} or ({rank} = {plain} and t."id" > {last}))))'


def label_sql(field: Field | None) -> str:
    """The text that names a record: all text columns of its label field."""
    if field is None or not field.columns:
        return "''::text"
    texts = [column_sql("t", column) for column in field.columns if column.kind.pg == "text"]
    if not texts:
        return f"{column_sql('t', field.columns[0])}::text"
    return f"concat_ws(' ', {', '.join(f'nullif({text}, {EMPTY})' for text in texts)})"


EMPTY = "''"


def edge_sql(query: Search, ranked: bool) -> str:
    entries: Entries = []
    for what, key, value in query.edges:
        if what == "node":
            entries.append((key, small_object_sql([(one, VALUES.get(name) or text_sql(name)) for one, name in value])))
        else:
            entries.append((key, cursor_sql(ranked) if what == "cursor" else text_sql(value)))
    return small_object_sql(entries)


VALUES = {
    "recordId": "s.id",
    "objectNameSingular": "s.object",
    "objectLabelSingular": "s.object_label",
    "label": "s.label",
    "imageUrl": "s.image",
    "tsRankCD": "s.rank_cd",
    "tsRank": "s.rank",
    "__typename": "'SearchRecord'::text",
}


def cursor_sql(ranked: bool) -> str:
    ranks = '(select row_to_json(r.*) from (select s.rank_cd as "tsRankCD", s.rank as "tsRank") r)'
    columns = f'{ranks} as "lastRanks", json_build_object(s.object, s.id) as "lastRecordIdsPerObject"'
    if not ranked:
        columns += f', {CREATED} as "lastCreatedAt"'
    text = f"(select row_to_json(c.*)::text from (select {columns}) c)"
    return f"translate(encode(convert_to({text}, 'UTF8'), 'base64'), E'\\n', '')"


def page_info_sql(query: Search, ranked: bool, limit: int) -> str:
    values = {
        "endCursor": f"max({cursor_sql(ranked)}) filter (where s.rn = least(s.n, {limit}))",
        "hasNextPage": f"coalesce(bool_or(s.n > {limit}), false)",
        "__typename": "'SearchResultPageInfo'::text",
    }
    return small_object_sql([(key, values[name]) for key, name in query.page_info])
