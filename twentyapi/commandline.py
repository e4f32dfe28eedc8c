"""Gives a management command the database it needs: the running PostgreSQL, or one for its own duration."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from twentyapi import database
from twentyapi.embedded import Cluster
from twentyapi.place import CannotRun

# These need no database, or (serve) bring their own.
WITHOUT = {"serve", "help", "version", "--help", "-h", "--version", "check", "startapp"}


@contextmanager
def database_for(argv: list[str]) -> Iterator[None]:
    """A fault that the user can mend ends the program with a sentence, not a traceback."""
    try:
        if len(argv) < 2 or argv[1] in WITHOUT or "--help" in argv:
            yield
        elif settings.DATABASE_URL:
            database.check(settings.DATABASES["default"])
            yield
        else:
            with Cluster(settings.DATA_DIR).in_use():
                yield
    except (CannotRun, ImproperlyConfigured) as error:
        sys.exit(str(error))
