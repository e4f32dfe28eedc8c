"""The settings pages that need the whole server: workspaces, data model, records, people."""

from . import fields, indexes, objects, people, workspaces

__all__ = ["fields", "indexes", "objects", "people", "workspaces"]
