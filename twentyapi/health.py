"""GET /healthz: whether this process can reach its database."""

import psycopg
from django.db import connection
from django.http import HttpRequest, JsonResponse

from twentyapi import database


def healthz(request: HttpRequest) -> JsonResponse:
    """200 while the database answers, 503 when it is away. It uses a connection of its own: a kept one may hang."""
    try:
        with database.connect(connection.settings_dict) as own:
            own.execute("select 1")
    except psycopg.Error:
        down = {"database": {"status": "down", "message": "The database cannot be reached."}}
        return JsonResponse({"status": "error", "info": {}, "error": down, "details": down}, status=503)
    return JsonResponse({"status": "ok", "info": {}, "error": {}, "details": {}})
