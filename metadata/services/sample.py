"""A few records to try the APIs on."""

from django.db import connection

from metadata.models import Workspace
from metadata.schema.sql import ident, table_ident

COMPANIES = [
    ("Airbnb", "https://airbnb.com", "San Francisco", "United States", 6900),
    ("Figma", "https://figma.com", "San Francisco", "United States", 1600),
    ("Linear", "https://linear.app", "San Francisco", "United States", 90),
    ("Notion", "https://notion.so", "New York", "United States", 900),
    ("Qonto", "https://qonto.com", "Paris", "France", 1600),
]
PEOPLE = [
    ("Brian", "Chesky", "chesky@airbnb.com", "CEO", "San Francisco", 0),
    ("Dylan", "Field", "field@figma.com", "CEO", "San Francisco", 1),
    ("Karri", "Saarinen", "saarinen@linear.app", "CEO", "San Francisco", 2),
    ("Ivan", "Zhao", "zhao@notion.so", "CEO", "New York", 3),
    ("Alexandre", "Prot", "prot@qonto.com", "CEO", "Paris", 4),
]
COMPANY = ("name", "domainNamePrimaryLinkUrl", "addressAddressCity", "addressAddressCountry", "employees", "position")
PERSON = ("nameFirstName", "nameLastName", "emailsPrimaryEmail", "jobTitle", "city", "companyId", "position")


def insert_sample(workspace: Workspace) -> None:
    """Five companies, and one person at each of them."""
    companies = [_insert(workspace, "company", COMPANY, (*row, place)) for place, row in enumerate(COMPANIES, 1)]
    for place, (*person, company) in enumerate(PEOPLE, 1):
        _insert(workspace, "person", PERSON, (*person, companies[company], place))


def _insert(workspace: Workspace, table: str, columns: tuple[str, ...], values: tuple) -> object:
    names = ", ".join(ident(column) for column in columns)
    marks = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.execute(
            f'insert into {table_ident(workspace.pg_schema, table)} ({names}) values ({marks}) returning "id"', values
        )
        return cursor.fetchone()[0]
