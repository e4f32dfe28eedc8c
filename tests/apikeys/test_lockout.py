"""Guessing a password: after so many failures a name waits, from one address, at every door alike."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.auth import get_user_model
from django.db.models import F
from django.test import Client

from apikeys.models import Membership
from apikeys.services import people
from tests.client import Api, GraphQL

EMAIL, PASSWORD = "tim@apple.dev", "a long password"
LOGIN = 'mutation($e: String!, $p: String!) { getLoginTokenFromCredentials(email: $e, password: $p, origin: "") {'
LOGIN += " loginToken { token } } }"
SIGN_IN = "mutation($e: String!, $p: String!) { signIn(email: $e, password: $p) { tokens { refreshToken { token } } } }"
WAITING = {
    "message": "Too many attempts to sign in. Try again in 15 minutes.",
    "extensions": {
        "subCode": "LIMIT_REACHED",
        "code": "BAD_USER_INPUT",
        "userFriendlyMessage": "Too many attempts to sign in. Try again in 15 minutes.",
    },
}


@pytest.fixture
def tim(workspace, settings) -> Membership:
    settings.AXES_FAILURE_LIMIT = 3
    return people.create_member(workspace, EMAIL, PASSWORD, role_label="Admin")


class Door:
    """One way in: what an attempt comes to."""

    def __init__(self, path: str, document: str = "", address: str = "10.0.0.1") -> None:
        self.path, self.document, self.where = path, document, {"REMOTE_ADDR": address}

    def __call__(self, password: str, email: str = EMAIL, agent: str = "a") -> str:
        where = self.where | {"HTTP_USER_AGENT": agent}
        if not self.document:
            page = Client(SERVER_NAME="localhost").post(
                self.path, {"username": email, "password": password, "next": "/docs"}, **where
            )
            if page.status_code == 429:
                assert "Too many attempts" in page.content.decode() and page["Retry-After"] == "900"
                assert "default-src" in page["Content-Security-Policy"] and "sessionid" not in page.cookies
                return "wait"
            return "in" if page.status_code == 302 else "wrong"
        answer = GraphQL(Api(None), "/metadata")(self.document, {"e": email, "p": password}, **where)
        if "errors" not in answer:
            return "in"
        if answer["errors"][0]["message"] == "Wrong password":
            return "wrong"
        assert [{key: one[key] for key in WAITING} for one in answer["errors"]] == [WAITING]
        return "wait"


DOORS = [Door("/admin/login/"), Door("/playground/sign-in"), Door("/metadata", LOGIN), Door("/metadata", SIGN_IN)]
NAMES = ["admin", "playground", "login", "signIn"]


@pytest.mark.parametrize("door", DOORS, ids=NAMES)
def test_a_name_waits(tim, door) -> None:
    spellings = [EMAIL, EMAIL.upper(), EMAIL.title()]
    assert [door("guess", email, agent) for email, agent in zip(spellings, "abc", strict=True)][:2] == ["wrong"] * 2
    for other in DOORS:
        assert other(PASSWORD) == "wait"
    assert door("guess", "nobody@apple.dev") == "wrong", "another name does not wait"
    assert Door(door.path, door.document, "10.0.0.2")(PASSWORD) == "in", "nor does another address"
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(minutes=15, seconds=1))
    assert door(PASSWORD) == "in"
    assert not AccessAttempt.objects.filter(username=EMAIL).exists()


@pytest.mark.parametrize("door", DOORS, ids=NAMES)
def test_a_success_forgets_the_failures(tim, door) -> None:
    for _ in range(3):
        assert [door("guess"), door("guess"), door(PASSWORD)] == ["wrong", "wrong", "in"]


def test_an_unknown_name_waits_as_a_known_one(tim) -> None:
    tried = [Door("/metadata", LOGIN)("guess", "nobody@apple.dev") for _ in range(4)]
    assert tried == [Door("/metadata", LOGIN)("guess") for _ in range(4)] == ["wrong", "wrong", "wait", "wait"]


def test_waiting_does_not_get_longer(tim) -> None:
    door = Door("/metadata", LOGIN)
    for _ in range(3):
        door("guess")
    before = AccessAttempt.objects.get().attempt_time
    assert [door("guess") for _ in range(3)] == ["wait"] * 3
    assert AccessAttempt.objects.get().attempt_time == before


def test_many_attempts_in_one_document(tim) -> None:
    """It ends with its first failure: twenty roots are not twenty guesses."""
    root = 'getLoginTokenFromCredentials(email: "%s", password: "%s", origin: "") { loginToken { token } }'
    tries = [PASSWORD, *"xxxxxxx", PASSWORD]
    roots = " ".join(f"a{number}: {root % (EMAIL, password)}" for number, password in enumerate(tries))
    answer = GraphQL(Api(None), "/metadata")(f"mutation {{ {roots} }}")
    assert (answer.get("data"), [one["message"] for one in answer["errors"]]) == (None, ["Wrong password"])
    assert AccessAttempt.objects.get().failures_since_start == 1


@pytest.mark.parametrize("email", ["x" * 300, "x" * 151, "a\x00b", ""])
def test_odd_names(tim, email) -> None:
    for door in DOORS:
        assert door("guess", email) == "wrong"


def test_no_password_is_kept(tim) -> None:
    for door in DOORS:
        door("my secret guess")
    kept = [str(value) for row in AccessAttempt.objects.values() for value in row.values()]
    assert kept and not [one for one in kept if "my secret guess" in one]


@pytest.mark.parametrize(
    ("proxies", "forwarded", "counted"),
    [
        (0, "9.9.9.9", "10.0.0.1"),
        (1, "9.9.9.9", "9.9.9.9"),
        (1, "1.2.3.4, 9.9.9.9", "10.0.0.1"),
        (1, None, "10.0.0.1"),
        (1, "nonsense", "10.0.0.1"),
        (2, "9.9.9.9, 10.0.0.7", "9.9.9.9"),
    ],
)
def test_the_address_behind_proxies(tim, settings, proxies, forwarded, counted) -> None:
    """A list longer than there are proxies was made up: such a client shares its count with all who do so."""
    if proxies:
        settings.AXES_IPWARE_META_PRECEDENCE_ORDER = ("HTTP_X_FORWARDED_FOR", "REMOTE_ADDR")
        settings.AXES_IPWARE_PROXY_COUNT = proxies - 1
    door = Door("/metadata", LOGIN)
    door.where |= {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    door("guess")
    assert AccessAttempt.objects.get().ip_address == counted


def test_it_can_be_switched_off(tim, settings) -> None:
    settings.AXES_ENABLED = False
    for door in DOORS:
        assert [door("guess") for _ in range(4)] == ["wrong"] * 4
        assert door(PASSWORD) == "in"


def test_a_session_of_the_pages_gets_graphql_back(tim, workspace) -> None:
    """A call of the playground passes the middleware of the pages: its answer stays GraphQL's."""
    client = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    client.force_login(get_user_model().objects.get(username=EMAIL))
    client.get("/playground")
    headers = {"X-CSRFToken": client.cookies["csrftoken"].value}
    body = {"query": LOGIN, "variables": {"e": EMAIL, "p": "guess"}}
    said = [client.post("/metadata", body, "application/json", headers=headers) for _ in range(4)]
    assert [one.status_code for one in said] == [200] * 4
    assert said[-1].json()["errors"][0]["message"] == WAITING["message"]


def test_api_requests_do_not_meet_it(tim, api, django_assert_num_queries) -> None:
    """What every request pays for is authentication and its own statement, as before."""
    api.get("/rest/companies")
    with django_assert_num_queries(2):
        api.get("/rest/companies")
