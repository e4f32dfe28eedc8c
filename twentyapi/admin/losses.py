"""What a person is told before a part of the data model is deleted."""

from django.db.models import Q

from apikeys.models import FieldPermission, ObjectPermission
from metadata.models import FieldMetadata, IndexMetadata, ObjectMetadata
from metadata.services.losses import record_count, value_count
from metadata.services.names import BASE_NAMES


def of_object(row: ObjectMetadata) -> list[str]:
    own = [field for field in row.fields.order_by("place") if field.name not in BASE_NAMES]
    incoming = FieldMetadata.objects.filter(target_object=row).exclude(object=row).select_related("object")
    links = [f"{field.label} of {field.object.label_singular}" for field in incoming.order_by("object__name_singular")]
    return [
        f"{counted(record_count(row), 'record')}, those in the bin as well",
        f"{counted(len(own), 'field')} with their values: {listed([field.label for field in own])}",
        *([f"On other objects {counted(len(links), 'relation')}: {listed(links)}"] if links else []),
        *some(row.views.count(), "saved view"),
        *some(ObjectPermission.objects.filter(object=row).count(), "right of roles"),
    ]


def of_field(row: FieldMetadata) -> list[str]:
    """A morph relation goes with all its targets, a relation with its other side."""
    rows = list(row.object.fields.filter(morph_id=row.morph_id)) if row.morph_id else [row]
    others = FieldMetadata.objects.filter(pk__in=[one.target_field_id for one in rows]).select_related("object")
    held = sum(map(value_count, [*rows, *others]))
    sides = [f"the field {other.label} of {other.object.label_singular}" for other in others]
    about = Q(pk=None)
    for one in rows:
        about |= Q(fields__contains=[{"fieldMetadataId": str(one.pk)}])
    return [
        f"{'Links' if others else 'Values'} in {counted(held, 'record')}, those in the bin as well",
        *([f"The other side: {listed(sides)}"] if sides else []),
        *some(IndexMetadata.objects.filter(about, object=row.object).count(), "index", "indexes"),
        *some(FieldPermission.objects.filter(field__in=rows).count(), "restriction of roles"),
    ]


def counted(number: int, what: str, many: str = "") -> str:
    return f"{number} {what if number == 1 else many or what + 's'}"


def some(number: int, what: str, many: str = "") -> list[str]:
    return [counted(number, what, many)] if number else []


def listed(texts: list[str], most: int = 12) -> str:
    more = f" and {len(texts) - most} more" if len(texts) > most else ""
    return ", ".join(texts[:most]) + more
