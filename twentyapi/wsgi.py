"""The WSGI application that granian serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "twentyapi.settings")
application = get_wsgi_application()

from twentyapi.graphql import endpoint  # noqa: E402  its models need the applications above

# Everything is loaded before the first request, and the collector need not walk it ever again.
get_resolver().url_patterns  # noqa: B018
endpoint()
gc.collect()
gc.freeze()
