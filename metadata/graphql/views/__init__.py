"""Saved views in the metadata schema."""

from .roots import ViewMutation, ViewQuery

__all__ = ["ViewMutation", "ViewQuery"]
