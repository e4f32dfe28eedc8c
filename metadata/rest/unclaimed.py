"""What no app has claimed below /rest/metadata: to be mounted behind all of them, before the record routes."""

from django.urls import re_path

from .base import UnknownResource

ANY = dict.fromkeys(("get", "post", "put", "patch", "delete"), "answer")
urlpatterns = [re_path(r"^rest/metadata(?:/(?P<name>[^/]*)(?:/.*)?)?$", UnknownResource.as_view(ANY))]
