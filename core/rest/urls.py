"""Mounted at /rest/, behind the routes of the metadata API, the documents and the keys."""

from django.urls import path

from core.rest.views import records

urlpatterns = [path("<path:path>", records)]
