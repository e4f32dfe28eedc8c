"""Writes until it is killed: companies, renames of them, and changes that are rolled back. `writer.py TOKEN`"""

import itertools
import os
import random
import sys

import django
from django.db import transaction

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "twentyapi.settings")
django.setup()

from tests.client import Api  # noqa: E402  (Django first)


class RolledBack(Exception):
    pass


def main(token: str) -> None:
    api = Api(token)
    for number in itertools.count():
        made = api.post("/rest/companies", json={"name": "0", "employees": 0})
        key = made.json()["data"]["createCompany"]["id"]
        for version in range(1, random.choice((1, 2, 4))):
            api.patch(f"/rest/companies/{key}", json={"name": str(version), "employees": version})
        if number % 5 == 0:
            try:
                with transaction.atomic():
                    api.post("/rest/companies", json={"name": "rolled back"})
                    api.patch(f"/rest/companies/{key}", json={"name": "rolled back", "employees": 99})
                    raise RolledBack
            except RolledBack:
                pass
        print(number, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
