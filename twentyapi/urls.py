"""All routes of the server: each owner's urls are mounted here."""

from django.contrib import admin
from django.urls import include, path, re_path

from twentyapi.graphql import metadata_view
from twentyapi.health import healthz

urlpatterns = [
    path("", include("core.rest.urls")),  # the hot paths first; the reserved words below /rest are not theirs
    path("", include("core.graphql.urls")),
    re_path(r"^metadata/?$", metadata_view),
    path("", include("apikeys.rest")),
    path("", include("metadata.rest.urls")),
    path("", include("webhooks.rest")),
    path("", include("metadata.rest.unclaimed")),  # behind every other route below /rest/metadata
    path("", include("docs.openapi.urls")),
    path("", include("docs.pages.urls")),
    path("healthz", healthz),
    path("admin/", include("twentyapi.admin.pages")),
    path("admin/", admin.site.urls),
]
handler404 = "twentyapi.refusals.page_not_found"
