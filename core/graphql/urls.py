"""The route of the record API in GraphQL."""

from django.urls import re_path

from core.graphql.view import graphql

urlpatterns = [re_path(r"^graphql/?$", graphql)]
