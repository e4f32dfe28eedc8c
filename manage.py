#!/usr/bin/env python
"""The command line: `manage.py serve` runs everything, the other commands are Django's and ours."""

import os
import sys

from django.core.management import execute_from_command_line

from twentyapi.commandline import database_for


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "twentyapi.settings")
    with database_for(sys.argv):
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
