"""Reads the model that a workspace has."""

from metadata.models import FieldMetadata, IndexMetadata, ObjectMetadata, Workspace
from metadata.services.standard import shipped

from .present import Present, present_model, shipped_by_name


def load_present(workspace: Workspace) -> Present:
    objects = ObjectMetadata.objects.filter(workspace=workspace)
    fields = FieldMetadata.objects.filter(workspace=workspace)
    indexes = IndexMetadata.objects.filter(workspace=workspace).order_by("name")
    return present_model(objects, fields, indexes, shipped_by_name(shipped()))
