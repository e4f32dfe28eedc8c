"""Gives a management command the database it needs: the running PostgreSQL, or one for its own duration."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from twentyapi.embedded import Cluster, NoPostgres

# These need no database, or (serve, test) bring their own.
WITHOUT = {"serve", "help", "version", "--help", "-h", "--version", "check", "collectstatic", "startapp"}
    "serve",
    "help",
    "version",
    "--help",
    "-h",
    "--version",
    "check",
    "collectstatic",
    "startapp",
    "compilemessages",
}


@contextmanager
def database_for(argv: list[str]) -> Iterator[None]:
    """A fault that the user can mend ends the program with a sentence, not a traceback."""
    try:
        embedded = not settings.DATABASE_URL and len(argv) > 1 and argv[1] not in WITHOUT
        if not embedded or "--help" in argv:
            yield
            return
        with Cluster(settings.DATA_DIR).in_use():
            yield
    except (NoPostgres, ImproperlyConfigured) as error:
        sys.exit(str(error))
