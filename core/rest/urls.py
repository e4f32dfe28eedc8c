"""All of /rest/ but the first segments that belong to others."""

from django.urls import re_path

from core.rest.views import records

RESERVED = ("metadata", "open-api", "webhooks", "apiKeys")

urlpatterns = [re_path(rf"^rest/(?!(?:{'|'.join(RESERVED)})(?:/|$))(?P<path>.+)$", records)]
