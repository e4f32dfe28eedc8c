"""Where the documents are served."""

from django.urls import re_path

from docs.openapi import views

urlpatterns = [
    re_path(r"^rest/open-api/core/?$", views.core_document),
    re_path(r"^rest/open-api/metadata/?$", views.metadata_api_document),
    re_path(r"^open-api/core/?$", views.core_document_alias),
    re_path(r"^open-api/metadata/?$", views.metadata_api_document_alias),
]
