"""Over every path of both APIs, what another workspace has behaves as what does not exist, and nothing changes."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from metadata.models import Workspace
from tests.apikeys.attacks import CURSORS, GRAPHQL, LISTS, REST, TAKEN
from tests.apikeys.victim import SECRET, Battlefield, battlefield, filled
from tests.client import Api
from tests.conftest import at_new_version
from webhooks import match

Attack = tuple[str, str, Any]
ATTACKS: list[Attack] = [*REST, *(("POST", path, {"query": document}) for path, document in GRAPHQL)]
ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@pytest.fixture
def field(workspace, api) -> Battlefield:
    match.forget()
    return battlefield(workspace, api)


def answer(api: Api, attack: Attack, words: dict[str, str]) -> str:
    """With the words taken out again, and ids made for it, so that two answers can be compared."""
    method, path, body = filled(list(attack), words)
    response = api.call(method, path, **({} if body is None else {"json": body}))
    assert response.status_code < 500, (path, body)
    said = f"{response.status_code} {response.content.decode()}"
    for name, word in sorted(words.items(), key=lambda one: -len(one[1])):
        said = said.replace(word, f"{{{name}}}")
    return ID.sub("an id", said)


@contextmanager
def undone(workspace: Workspace) -> Iterator[None]:
    workspace.refresh_from_db()
    version, point = workspace.metadata_version, transaction.savepoint()
    yield
    workspace.refresh_from_db()
    transaction.savepoint_rollback(point)
    match.forget()
    if workspace.metadata_version != version:
        at_new_version(workspace)


def test_foreign_ids_are_unknown_ids(api, field):
    """Three times each request: at the victim's things, at nobody's, and, so that it is one which works, at one's own.
    The first two get the same answer, in which there is nothing of the victim's."""
    theirs = [name for name in field.words if f"my{name}" in field.words]
    nobody = field.words | {name: str(uuid4()) for name in theirs} | {"domain": "nobody.example", "marker": "Nobody"}
    own = field.words | {name: field.words[f"my{name}"] for name in theirs}
    idle = []
    for attack in ATTACKS:
        before = field.state()
        said = answer(api, attack, field.words)
        assert field.state() == before, attack
        assert SECRET not in said and said == answer(api, attack, nobody), attack
        with undone(field.mine):
            if answer(api, attack, own) == said:
                idle.append(attack)
    assert idle == []


def test_what_is_left(api, field):
    """Ids that are taken on the whole server, cursors, and lists."""
    before = field.state()
    for attack in TAKEN:
        said = answer(api, attack, field.words)
        assert said.startswith("400") or '"errors"' in said, attack
        assert SECRET not in said and field.state() == before, attack
    for attack in CURSORS:
        said = answer(api, attack, field.words)
        assert said.startswith("200") and SECRET not in said and field.state() == before, attack
    foreign = [word for name, word in field.words.items() if f"my{name}" in field.words]
    for path in LISTS:
        listed = api.get(path)
        assert listed.status_code == 200, path
        assert not [word for word in foreign if word in listed.content.decode()], path
