"""What is said of a DATABASE_URL that cannot be used."""

from typing import Any

import pytest
from django.db import connection

from twentyapi import database
from twentyapi.place import CannotRun
from twentyapi.unreachable import hint


def sentence(**changes: Any) -> str:
    with pytest.raises(CannotRun) as refused:
        database.check(connection.settings_dict | changes)
    return str(refused.value)


@pytest.mark.django_db
def test_a_database_that_is_not_there() -> None:
    said = sentence(NAME="nowhere")
    assert 'database "nowhere" does not exist' in said
    assert "Make it: createdb --owner" in said and " nowhere; or correct the name." in said


@pytest.mark.django_db
def test_a_user_who_may_not_create() -> None:
    with database.connect(connection.settings_dict) as own:
        own.execute("create role poor_user login password 'p00r'")
        try:
            said = sentence(USER="poor_user", PASSWORD="p00r")
        finally:
            own.execute("drop role poor_user")
    assert "cannot be used: poor_user may not create schemas and tables in it: alter database" in said


@pytest.mark.django_db
def test_a_database_of_another_encoding() -> None:
    with database.connect(connection.settings_dict) as own:
        name = f"{connection.settings_dict['NAME']}_latin"
        own.execute(f"create database {name} encoding 'LATIN1' locale 'C' template template0")
        try:
            assert "its encoding is LATIN1: make it with createdb" in sentence(NAME=name)
        finally:
            own.execute(f"drop database {name}")


@pytest.mark.django_db
def test_a_server_of_another_version(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "OLDEST", 99)
    assert f"is PostgreSQL {connection.pg_version // 10000}, but 99 to 18 is needed" in sentence()


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ('FATAL:  password authentication failed for user "app"', "Correct the user and the password"),
        ('FATAL:  role "app" does not exist', "Make it: createuser --pwprompt app;"),
        ("fe_sendauth: no password supplied", "postgres://app:password@"),
        ("failed to resolve host 'x': [Errno -2] Name or service not known", "No such host is known"),
        ("connection timeout expired", "let its firewall admit this machine"),
        ("received invalid response to SSL negotiation: H", "What answers there is no PostgreSQL"),
        ('FATAL:  no pg_hba.conf entry for host "h", user "app", database "a", no encryption', "?sslmode=require"),
        (
            'FATAL:  no pg_hba.conf entry for host "h", user "app", database "a", SSL encryption',
            "pg_hba.conf must admit",
        ),
        ("server does not support SSL, but SSL was required", "remove sslmode from DATABASE_URL"),
        ('root certificate file "/r.crt" does not exist', "&sslrootcert=FILE"),
        ("FATAL:  sorry, too many clients already", "raise its max_connections"),
        ("FATAL:  the database system is starting up", "try again in a moment"),
        ("something new", "Correct DATABASE_URL, or that server."),
    ],
)
def test_each_reason_has_its_advice(reason: str, said: str) -> None:
    assert said in hint(reason, {"USER": "app", "NAME": "base"})


@pytest.mark.django_db
def test_statements_of_the_web_server_are_limited(settings: Any) -> None:
    settings.TWENTYAPI_STATEMENT_TIMEOUT_MS = 1234
    given = connection.settings_dict | {"OPTIONS": connection.settings_dict["OPTIONS"] | {"options": "-c jit=off"}}
    with database.connect(database.limited(given)) as own:
        shown = own.execute("select current_setting('statement_timeout'), current_setting('jit')").fetchone()
    assert shown == ("1234ms", "off")
    settings.DATABASE_POOLED = True
    assert database.limited(given) is given


def test_behind_a_pooler_nothing_is_kept_in_a_session() -> None:
    kept, pooled = (database.entry("postgres://u@h/n", pooled=pooled, prepared=not pooled) for pooled in (False, True))
    assert (kept["OPTIONS"]["prepare_threshold"], pooled["OPTIONS"]["prepare_threshold"]) == (1, None)
    assert (kept["DISABLE_SERVER_SIDE_CURSORS"], pooled["DISABLE_SERVER_SIDE_CURSORS"]) == (False, True)
