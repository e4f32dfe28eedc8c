"""The DATABASES entry of a URL, and a connection made from such an entry without Django."""

from typing import Any

import environ
import psycopg

OURS = {"prepare_threshold", "pool", "server_side_binding", "assume_role", "isolation_level", "connect_timeout"}


def entry(url: str) -> dict[str, Any]:
    """A socket is given as `?host=/folder`. psycopg prepares a statement at its second use, Django alone never."""
    given = environ.Env.db_url_config(url)
    options = {"connect_timeout": 5, "prepare_threshold": 1, **given.get("OPTIONS", {})}
    host, port = options.pop("host", ""), options.pop("port", "")
    return given | {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": given["HOST"] or host,
        "PORT": given["PORT"] or port,
        "CONN_MAX_AGE": None,
        "OPTIONS": options,
    }


def connect_arguments(database: dict[str, Any]) -> dict[str, Any]:
    """libpq's names for the entries of Django's DATABASES."""
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    given = {key: database[name] for key, name in names.items() if database.get(name)}
    return given | {key: value for key, value in database.get("OPTIONS", {}).items() if key not in OURS}


def connect(database: dict[str, Any]) -> psycopg.Connection[Any]:
    """A connection of one's own, which fails soon when the server is away."""
    return psycopg.connect(**connect_arguments(database), connect_timeout=2, autocommit=True)
