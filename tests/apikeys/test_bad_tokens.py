"""What an attacker may send as a credential, over every door of both APIs: refused, and nothing has happened."""

import hmac
import time
from collections.abc import Iterator
from uuid import uuid4

import jwt
import pytest
from django.conf import settings

from apikeys import jwts, sessions
from apikeys.authentication import authenticate
from apikeys.services import people, sign_in, sign_up
from tests.apikeys.victim import Battlefield
from tests.client import Api

WRITES = [
    ("/rest/companies", {"name": "forged"}),
    ("/rest/batch/companies", [{"name": "forged"}]),
    ("/rest/metadata/apiKeys", {"name": "forged", "expiresAt": "2030-01-01", "roleId": "{role}"}),
    ("/rest/metadata/webhooks", {"targetUrl": "https://evil.example"}),
    ("/rest/metadata/objects/company/fields", {"type": "TEXT", "name": "spy", "label": "Spy"}),
    ("/graphql", {"query": 'mutation { createCompany(data: {name: "forged"}) { id } }'}),
    ("/metadata", {"query": 'mutation { createOneRole(createRoleInput: {label: "forged"}) { id } }'}),
    ("/metadata", {"query": 'mutation { createWebhook(input: {targetUrl: "http://a.b", operations: []}) { id } }'}),
]


def forgeries(token: str, other: str, refresh: str, login: str) -> Iterator[tuple[str, str]]:
    claims, foreign = (jwt.decode(one, options={"verify_signature": False}) for one in (token, other))
    kid = jwt.get_unverified_header(token)["kid"]
    ours = jwts._keys()[kid]
    head, body, signature = token.split(".")

    def made(algorithm: str, key: bytes | None, **more: object) -> str:
        return jwt.encode(claims | more, key, algorithm=algorithm, headers={"kid": kid})

    yield "none", made("none", None)
    yield "none with the signature of another", f"{made('none', None)}{signature}"
    yield "another HMAC with our key", made("HS512", ours)
    yield "our algorithm with the secret key itself", made("HS256", settings.SECRET_KEY.encode())
    yield "our algorithm with the name of the key as key", made("HS256", kid.encode() * 2)
    yield "no signature", f"{head}.{body}."
    yield "half a signature", f"{head}.{body}.{signature[:20]}"
    yield "the body of one with the signature of another", f"{head}.{other.split('.')[1]}.{signature}"
    yield "expired", made("HS256", ours, exp=int(time.time()) - 1)
    yield "without an end", jwt.encode({k: v for k, v in claims.items() if k != "exp"}, ours, headers={"kid": kid})
    yield "of a key that does not exist", made("HS256", ours, jti=str(uuid4()))
    yield "of another workspace's key", made("HS256", ours, jti=foreign["jti"])
    yield "a number that was never given out, too large", made("HS256", ours, tokenNumber=2**40)
    yield "a refresh token", refresh
    yield "a login token", login
    yield "oversized", "x" * 60_000
    yield "oversized, in three parts", ".".join(["A" * 20_000] * 3)
    yield "another word", "é.é.é"


@pytest.mark.filterwarnings("ignore:The HMAC key is")
def test_every_door(workspace, token, apple):
    member = people.create_member(workspace, "tim@apple.dev", None, role_label="Admin")
    role = str(member.role_id)
    refresh, login = sessions.session(member)["refreshToken"]["token"], sessions.login(member.person, workspace.pk)
    field = Battlefield(workspace, workspace, {"role": role})
    before = field.state()
    for name, forged in forgeries(token, apple.token, refresh, login["token"]):
        for path, body in WRITES:
            if "roleId" in body:
                body = {**body, "roleId": role}
            answer = Api(forged).post(path, json=body)
            said = answer.json()
            if path.startswith("/rest"):
                assert (answer.status_code, said.get("error")) in (
                    (401, "UNAUTHENTICATED"),
                    (403, "FORBIDDEN_EXCEPTION"),
                )
            else:
                assert answer.status_code == 200 and said["errors"] and not said.get("data"), name
        assert field.state() == before, name
    assert Api(token).post("/rest/companies", json={"name": "true"}).status_code == 201
    assert field.state() != before


def test_secrets_are_compared_in_constant_time(workspace, apple, monkeypatch):
    """What an attacker can try: the signature of a token, the mark of a password, the hash of an invitation."""
    compared: list[str] = []
    real = hmac.compare_digest

    def spied(name: str):
        return lambda left, right: compared.append(name) or real(left, right)

    for module in (sessions, sign_up):
        monkeypatch.setattr(module, "compare_digest", spied(module.__name__))
    monkeypatch.setattr(hmac, "compare_digest", spied("hmac"))
    jwts.forget()
    assert authenticate(apple.bearer) and compared[:1] == ["hmac"]
    member = people.create_member(workspace, "tim@apple.dev", None, role_label="Admin")
    assert sign_in.renew_token(sessions.session(member)["refreshToken"]["token"])
    assert "apikeys.sessions" in compared
    workspace.settings = {"preferences": {"inviteHash": "0123456789abcdef"}}
    workspace.save()
    assert sign_up._inviting(workspace.pk, "0123456789abcdef", None) == workspace
    assert "apikeys.services.sign_up" in compared
