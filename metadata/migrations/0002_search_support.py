from django.db import migrations

# A generated column accepts immutable functions only, and unaccent() is not declared so: its dictionary could be
# changed. Ours names the shipped dictionary, wherever the extension was installed.
FORWARD = """
create extension if not exists pg_trgm;
create extension if not exists unaccent;
create schema if not exists twentyapi;
do $do$
declare home text;
begin
    select quote_ident(n.nspname) into home
    from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname = 'unaccent';
    execute format(
        'create or replace function twentyapi.plain(text) returns text language sql immutable parallel safe strict '
        'as $body$ select %1$s.unaccent(%2$L::regdictionary, $1) $body$', home, home || '.unaccent');
end
$do$;
"""
BACKWARD = "drop function twentyapi.plain(text); drop schema twentyapi;"


class Migration(migrations.Migration):
    dependencies = [("metadata", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
