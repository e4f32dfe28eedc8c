"""Where the documents are served."""

from django.urls import path

from docs.openapi import views

urlpatterns = [
    path("rest/open-api/core", views.core_document),
    path("rest/open-api/metadata", views.metadata_api_document),
    path("open-api/core", views.core_document_alias),
    path("open-api/metadata", views.metadata_api_document_alias),
]
