"""Indexes, to look at: fields and the API make them."""

from django.contrib import admin

from apikeys.admin.base import ReadOnly
from metadata.models import IndexMetadata


@admin.register(IndexMetadata)
class IndexAdmin(ReadOnly):
    list_display = ["name", "object", "index_type", "is_unique", "is_custom", "state"]
    list_filter = ["index_type", "is_unique", "state"]
    list_select_related = ["object"]
    search_fields = ["name", "object__name_singular"]
    ordering = ["object__name_singular", "name"]
    exclude = ["workspace"]
