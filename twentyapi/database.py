"""The DATABASES entry of a URL, and a connection made from such an entry without Django."""

from typing import Any

import environ
import psycopg
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from twentyapi.place import CannotRun
from twentyapi.unreachable import hint

OLDEST, NEWEST = 15, 18
SCHEMES = ("postgres://", "postgresql://")
EXTENSIONS = ("pg_trgm", "unaccent")
NOT_LIBPQ = {"prepare_threshold", "pool", "server_side_binding", "assume_role", "isolation_level", "connect_timeout"}

FACTS = """
select array(select unnest(%s::text[]) except select name from pg_available_extensions order by 1),
 current_setting('server_encoding'), pg_is_in_recovery(),
 has_database_privilege(current_database(), 'create')
 and coalesce(has_schema_privilege(current_schema(), 'create'), false)"""


def entry(url: str, *, pooled: bool = False, prepared: bool = True) -> dict[str, Any]:
    """A socket is given as `?host=/folder`. psycopg prepares a statement at its second use, Django alone never."""
    if not url.startswith(SCHEMES):
        raise ImproperlyConfigured("DATABASE_URL must look like postgres://user:password@host:5432/name.")
    given = environ.Env.db_url_config(url)
    options = {"connect_timeout": 5, "prepare_threshold": 1 if prepared else None, **given.get("OPTIONS", {})}
    host, port = options.pop("host", ""), options.pop("port", "")
    return given | {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": given["HOST"] or host,
        "PORT": given["PORT"] or port,
        "CONN_MAX_AGE": None,
        "DISABLE_SERVER_SIDE_CURSORS": pooled,
        "OPTIONS": options,
    }


def limited(database: dict[str, Any]) -> dict[str, Any]:
    """The same for the web server: a statement may run for so long. A pooler takes no such wish for a connection."""
    if settings.DATABASE_POOLED:
        return database
    given = database["OPTIONS"].get("options", "")
    wish = f"{given} -c statement_timeout={settings.TWENTYAPI_STATEMENT_TIMEOUT_MS}".strip()
    return database | {"OPTIONS": database["OPTIONS"] | {"options": wish}}


def connect_arguments(database: dict[str, Any]) -> dict[str, Any]:
    """libpq's names for the entries of Django's DATABASES."""
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    given = {key: database[name] for key, name in names.items() if database.get(name)}
    return given | {key: value for key, value in database.get("OPTIONS", {}).items() if key not in NOT_LIBPQ}


def connect(database: dict[str, Any]) -> psycopg.Connection[Any]:
    """A connection of one's own, which fails soon when the server is away."""
    return psycopg.connect(**connect_arguments(database), connect_timeout=2, autocommit=True)


def is_away(error: Exception) -> bool:
    """Whether the connection itself has failed, in Django's exceptions or in psycopg's: a lock timeout is not that."""
    cause = error if isinstance(error, psycopg.Error) else error.__cause__
    if isinstance(cause, psycopg.InterfaceError):
        return True
    if not isinstance(cause, psycopg.OperationalError):
        return False
    state = cause.sqlstate
    return state is None or state.startswith("08") or state in ("57P01", "57P02", "57P03", "53300")


def lost_prepared(error: Exception) -> bool:
    """Whether a pooler gave us another session than the one in which the statement was prepared."""
    cause = error if isinstance(error, psycopg.Error) else error.__cause__
    return isinstance(cause, psycopg.errors.InvalidSqlStatementName | psycopg.errors.DuplicatePreparedStatement)


def check(database: dict[str, Any]) -> None:
    """Refuses a database of the user's that cannot be entered, is too old, too new, or cannot hold our tables."""
    where = f"{database['HOST'] or 'localhost'}, database {database['NAME']}"
    try:
        with connect(database) as own:
            problem = _problem(own, database)
    except psycopg.Error as error:
        reason = (str(error).strip().splitlines() or ["no reason given"])[0]
        raise CannotRun(
            f"The database of DATABASE_URL ({where}) cannot be reached: {reason}\n"
            f"{hint(reason, database)} Without DATABASE_URL an embedded PostgreSQL is used."
        ) from error
    if problem:
        raise CannotRun(f"The database of DATABASE_URL ({where}) cannot be used: {problem}")


def _problem(own: psycopg.Connection[Any], database: dict[str, Any]) -> str | None:
    major = own.info.server_version // 10000
    if not OLDEST <= major <= NEWEST:
        return (
            f"its server is PostgreSQL {major}, but {OLDEST} to {NEWEST} is needed: "
            "point DATABASE_URL to such a server, or leave it out to use the embedded one."
        )
    row = own.execute(FACTS, [list(EXTENSIONS)]).fetchone()
    assert row is not None
    missing, encoding, standby, may_create = row
    user = database["USER"] or "its user"
    if missing:
        return f"it lacks the extension {' and '.join(missing)}: install PostgreSQL's contrib package there."
    if encoding != "UTF8":
        return f"its encoding is {encoding}: make it with createdb --encoding UTF8 --template template0."
    if standby:
        return "its server is a standby, which can only be read: point DATABASE_URL to the primary."
    if not may_create:
        return f'{user} may not create schemas and tables in it: alter database "{database["NAME"]}" owner to "{user}".'
    return None
