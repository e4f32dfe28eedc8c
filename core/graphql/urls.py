"""The route of the record API in GraphQL."""

from django.urls import path

from core.graphql.view import graphql

urlpatterns = [path("graphql", graphql)]
