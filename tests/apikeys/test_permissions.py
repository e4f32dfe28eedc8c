"""The rights of a role: inheritance, what reading implies, and when one role covers another."""

from uuid import UUID, uuid4

import pytest

from apikeys.permissions import ALL, FLAGS, NONE, Permissions, Rights, permissions_of

COMPANY, PERSON, NAME, CITY = (uuid4() for _ in range(4))
READ = [True, False, False, False]
EVERYTHING = [True] * 4


def made(role=EVERYTHING, objects=(), fields=(), flags=(), settings=False, tools=False) -> Permissions:
    parts = {
        "role": role,
        "objects": [[str(object_id), *rights] for object_id, *rights in objects],
        "fields": [[str(field), str(owner), read, update] for field, owner, read, update in fields],
        "flags": list(flags),
        "settings": settings,
        "tools": tools,
    }
    return permissions_of(UUID(int=1), 3, parts)


def can(permissions: Permissions, object_id: UUID) -> list[bool]:
    asked = (permissions.can_read, permissions.can_update, permissions.can_soft_delete, permissions.can_destroy)
    return [ask(object_id) for ask in asked]


@pytest.mark.parametrize(
    ("role", "row", "expected"),
    [
        (EVERYTHING, [None] * 4, [True, True, True, True]),
        (EVERYTHING, [None, False, None, False], [True, False, True, False]),
        (EVERYTHING, [False, None, None, None], [False] * 4),
        (EVERYTHING, [False, True, True, True], [False] * 4),
        ([False] * 4, [True, None, None, None], READ),
        ([False] * 4, [None, True, True, True], [False] * 4),
        ([False, True, True, True], [True, None, None, None], EVERYTHING),
        (READ, [None, True, None, None], [True, True, False, False]),
    ],
)
def test_the_right_on_one_object(role, row, expected):
    permissions = made(role, [(COMPANY, *row)])
    assert can(permissions, COMPANY) == expected


def test_a_role_that_cannot_read_cannot_do_anything():
    assert can(made([False, True, True, True]), PERSON) == [False] * 4


def test_fields():
    permissions = made(fields=[(NAME, PERSON, False, None), (CITY, PERSON, None, False)])
    assert not permissions.readable(NAME, PERSON) and not permissions.updatable(NAME, PERSON)
    assert permissions.readable(CITY, PERSON) and not permissions.updatable(CITY, PERSON)
    assert permissions.readable(COMPANY, PERSON) and not permissions.unrestricted
    assert not made(READ).updatable(CITY, PERSON)
    assert not made(objects=[(PERSON, False, None, None, None)]).readable(CITY, PERSON)


def test_unrestricted_is_everything_and_nothing_less():
    assert made().unrestricted and made(objects=[(COMPANY, None, True, None, None)]).unrestricted
    assert not made(READ).unrestricted
    assert not made(objects=[(COMPANY, None, None, None, False)]).unrestricted
    assert not made(fields=[(NAME, PERSON, None, False)]).unrestricted
    assert made(fields=[(NAME, PERSON, None, None)]).unrestricted
    assert can(made(), uuid4()) == [True] * 4 and made().key == (UUID(int=1), 3)


def test_settings():
    assert all(made(settings=True).allows_setting(flag) for flag in FLAGS)
    assert [flag for flag in FLAGS if made(flags=["ROLES", "VIEWS"]).allows_setting(flag)] == ["ROLES", "VIEWS"]
    assert len(FLAGS) == len(set(FLAGS)) == 26


@pytest.mark.parametrize(
    ("giver", "given", "allowed"),
    [
        (made(settings=True, tools=True), made(settings=True, tools=True), True),
        (made(settings=True), made(tools=True), False),
        (made(settings=True), made(flags=["ROLES"]), True),
        (made(flags=["ROLES"]), made(flags=["ROLES"]), True),
        (made(flags=["ROLES"]), made(flags=["ROLES", "VIEWS"]), False),
        (made(flags=FLAGS), made(settings=True), False),
        (made(READ), made(READ), True),
        (made(READ), made([True, True, False, False]), False),
        (made(READ), made([False] * 4), True),
        (made([False] * 4), made([False, True, True, True]), True),
        (made(objects=[(COMPANY, False, None, None, None)]), made(), False),
        (
            made(objects=[(COMPANY, False, None, None, None)]),
            made(objects=[(COMPANY, False, None, None, None), (PERSON, False, None, None, None)]),
            True,
        ),
        (made(READ), made(READ, [(COMPANY, None, True, None, None)]), False),
        (made(READ, [(COMPANY, None, True, None, None)]), made(READ, [(COMPANY, None, True, None, None)]), True),
        (made(fields=[(NAME, PERSON, False, None)]), made(), False),
        (made(fields=[(NAME, PERSON, False, None)]), made(fields=[(NAME, PERSON, False, None)]), True),
        (made(fields=[(NAME, PERSON, False, None)]), made(fields=[(NAME, PERSON, None, False)]), False),
        (made(fields=[(NAME, PERSON, None, False)]), made(fields=[(NAME, PERSON, False, None)]), True),
        (made(fields=[(NAME, PERSON, None, False)]), made(READ), True),
        (
            made(fields=[(NAME, PERSON, False, None)]),
            made(objects=[(PERSON, False, None, None, None)]),
            True,
        ),
    ],
)
def test_who_may_give_what(giver, given, allowed):
    assert giver.covers(given) is allowed


def test_rights_compare():
    assert NONE.within(ALL) and ALL.within(ALL) and not ALL.within(NONE)
    assert Rights(True, False, False, False).within(Rights(True, False, False, True))
