import pytest
from django.db import connection
from django.test import Client


@pytest.mark.django_db
def test_healthz_says_ok() -> None:
    response = Client().get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok", "info": {}, "error": {}, "details": {}})


def test_healthz_answers_503_when_the_database_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connection.settings_dict, "HOST", "/nowhere")
    response = Client().get("/healthz")
    assert response.status_code == 503
    assert response.json()["status"] == "error"
    assert response.json()["error"]["database"]["status"] == "down"
