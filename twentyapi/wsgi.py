"""The WSGI application that granian serves."""

import gc
import os

import django
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "twentyapi.settings")
django.setup(set_prefix=False)

from twentyapi.door import Door  # noqa: E402  models need the applications above
from twentyapi.graphql import endpoint  # noqa: E402

application = Door()

# Everything is loaded before the first request, and the collector need not walk it ever again.
get_resolver().url_patterns  # noqa: B018
endpoint()
gc.collect()
gc.freeze()
