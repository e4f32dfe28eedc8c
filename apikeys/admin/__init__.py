"""Keys, roles, members and the audit log in Django admin."""

from . import audit, keys, members, roles

__all__ = ["audit", "keys", "members", "roles"]
