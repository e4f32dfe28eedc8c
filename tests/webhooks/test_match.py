"""Which operations match which event."""

import pytest

from webhooks.match import Listeners, model_names, record_names


@pytest.mark.parametrize(
    ("operation", "hears"),
    [
        ("company.created", True),
        ("company.*", True),
        ("*.created", True),
        ("*.*", True),
        ("company.updated", False),
        ("person.created", False),
        ("companies.created", False),
        ("Company.created", False),
        ("*.creat", False),
        ("comp*.created", False),
        ("*", False),
        ("", False),
        (" company.created", False),
        ("metadata.objectMetadata.created", False),
    ],
)
def test_company_created(operation: str, hears: bool) -> None:
    listeners = Listeners(1, (("hook", frozenset([operation])),))
    assert listeners.matching(record_names("company", "created")) == (("hook",) if hears else ())


@pytest.mark.parametrize(
    ("operation", "hears"),
    [
        ("metadata.objectMetadata.updated", True),
        ("*.*", True),
        ("*.updated", False),
        ("metadata.*", False),
        ("objectMetadata.updated", False),
        ("metadata.objectMetadata.created", False),
    ],
)
def test_an_object_was_changed(operation: str, hears: bool) -> None:
    listeners = Listeners(1, (("hook", frozenset([operation])),))
    assert listeners.matching(model_names("metadata.objectMetadata.updated")) == (("hook",) if hears else ())


def test_several_webhooks_one_event_each_once() -> None:
    everything, some, other = (
        frozenset(["*.*", "company.*"]),
        frozenset(["company.created"]),
        frozenset(["person.created"]),
    )
    listeners = Listeners(1, (("a", everything), ("b", some), ("c", other)))
    assert listeners.matching(record_names("company", "created")) == ("a", "b")
