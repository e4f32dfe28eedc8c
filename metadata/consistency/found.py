"""What the tables of a workspace do look like: from PostgreSQL's catalogs."""

from django.db import connection

from .state import ColumnState, IndexState, KeyState, Tables, TableState

COLUMNS = """
select c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attgenerated <> ''
from pg_class c join pg_namespace n on n.oid = c.relnamespace
left join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where n.nspname = %s and c.relkind in ('r', 'p')
"""
INDEXES = """
select t.relname, c.relname, m.amname, i.indisunique, i.indisvalid and i.indisready,
       array(select a.attname::text from unnest(i.indkey) with ordinality k(num, place)
             join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.num order by k.place),
       coalesce(lower(trim(both '()' from pg_get_expr(i.indpred, i.indrelid))), '')
from pg_index i join pg_class c on c.oid = i.indexrelid join pg_class t on t.oid = i.indrelid
join pg_am m on m.oid = c.relam join pg_namespace n on n.oid = t.relnamespace
where n.nspname = %s and not i.indisprimary
"""
KEYS = """
select t.relname, k.conname, a.attname, r.relname, k.confdeltype
from pg_constraint k join pg_class t on t.oid = k.conrelid join pg_class r on r.oid = k.confrelid
join pg_namespace n on n.oid = t.relnamespace
join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
where n.nspname = %s and k.contype = 'f'
"""
ON_DELETE = {"a": "no action", "r": "restrict", "c": "cascade", "n": "set null", "d": "set default"}


def found_tables(pg_schema: str) -> Tables:
    tables: Tables = {}
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS, [pg_schema])
        for table, column, pg, not_null, generated in cursor.fetchall():
            state = tables.setdefault(table, TableState())
            if column is not None:
                state.columns[column] = ColumnState(pg, not_null, generated)
        cursor.execute(INDEXES, [pg_schema])
        for table, name, method, unique, valid, columns, where in cursor.fetchall():
            tables[table].indexes[name] = IndexState(tuple(columns), unique, method, valid, where)
        cursor.execute(KEYS, [pg_schema])
        for table, name, column, target, rule in cursor.fetchall():
            tables[table].keys[name] = KeyState(column, target, ON_DELETE[rule])
    return tables
