"""The operations of REST Core, as rows: method, path, answer. Routing, the viewsets, the OpenAPI document and the guide
read them here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

Body = Literal["record", "records", "updates", "ids", "changes", "value", "sources", "merge"]

LIST_PARAMETERS = ("filter", "order_by", "limit", "starting_after", "ending_before")


@dataclass(frozen=True, slots=True)
class Operation:
    """`name` is the viewset's method (DRF's action). `key` names the result inside `data`; {Singular} as createPerson.

    `parameters`: the query parameters that it reads. `body`: what it takes (None: nothing).
    """

    name: str
    methods: tuple[str, ...]
    paths: tuple[str, ...]
    key: str
    sentence: str
    parameters: tuple[str, ...] = ()
    body: Body | None = None
    status: int = 200

    @property
    def right(self) -> str | None:
        """The right on the object that it needs beside reading; `remove` without soft_delete needs destroy."""
        if self.methods == ("GET",) or self.name == "duplicates":
            return None
        return "destroy" if self.methods == ("DELETE",) else "soft_delete" if "restore" in self.name else "update"


OPERATIONS: Mapping[str, Operation] = {
    row.name: row
    for row in (
        Operation(
            "list",
            ("GET",),
            ("{plural}",),
            "{plural}",
            "Find many records",
            (*LIST_PARAMETERS, "depth", "fields", "viewId"),
        ),
        Operation("retrieve", ("GET",), ("{plural}/{id}",), "{singular}", "Find one record", ("depth", "fields")),
        Operation(
            "create",
            ("POST",),
            ("{plural}", "{plural}/{id}"),
            "create{Singular}",
            "Create one record",
            ("depth", "fields", "upsert"),
            "record",
            201,
        ),
        Operation(
            "create_many",
            ("POST",),
            ("batch/{plural}",),
            "create{Plural}",
            "Create up to 60 records, all or none",
            ("depth", "fields", "upsert"),
            "records",
            201,
        ),
        Operation(
            "update",
            ("PATCH", "PUT"),
            ("{plural}/{id}",),
            "update{Singular}",
            "Update one record; fields that are not sent keep their values",
            ("depth", "fields"),
            "changes",
        ),
        Operation(
            "update_many",
            ("PATCH", "PUT"),
            ("{plural}",),
            "update{Plural}",
            "Give the same values to all records that match the filter",
            ("filter", "depth", "fields"),
            "changes",
        ),
        Operation(
            "update_batch",
            ("PATCH", "PUT"),
            ("batch/{plural}",),
            "update{Plural}",
            "Update up to 60 records, each with its own values, all or none",
            ("depth", "fields"),
            "updates",
        ),
        Operation(
            "remove",
            ("DELETE",),
            ("{plural}/{id}",),
            "delete{Singular}",
            "Destroy one record, or move it to the bin",
            ("soft_delete", "fields"),
        ),
        Operation(
            "remove_many",
            ("DELETE",),
            ("{plural}",),
            "delete{Plural}",
            "Destroy all records that match the filter, or move them to the bin",
            ("filter", "soft_delete", "fields"),
        ),
        Operation(
            "remove_batch",
            ("DELETE",),
            ("batch/{plural}",),
            "delete{Plural}",
            "Destroy up to 60 records by id, or move them to the bin, all or none",
            ("soft_delete", "fields"),
            "ids",
        ),
        Operation(
            "restore",
            ("PATCH",),
            ("restore/{plural}/{id}", "{plural}/{id}/restore"),
            "restore{Singular}",
            "Take one record out of the bin",
            ("depth", "fields"),
        ),
        Operation(
            "restore_many",
            ("PATCH",),
            ("restore/{plural}", "{plural}/restore"),
            "restore{Plural}",
            "Take all records that match the filter out of the bin",
            ("filter", "depth", "fields"),
        ),
        Operation(
            "duplicates",
            ("POST",),
            ("{plural}/duplicates",),
            "{singular}Duplicates",
            "Find the likely duplicates of records or of values",
            ("depth",),
            "sources",
        ),
        Operation(
            "merge",
            ("PATCH",),
            ("{plural}/merge",),
            "merge{Singular}",
            "Merge 2 to 9 records into one",
            ("depth",),
            "merge",
        ),
        Operation(
            "group",
            ("GET",),
            ("{plural}/groupBy",),
            "",
            "Group records and aggregate their values",
            (
                "group_by",
                "aggregate",
                "filter",
                "order_by",
                "limit",
                "include_records_sample",
                "order_by_for_records",
                "viewId",
            ),
        ),
        Operation(
            "read_field",
            ("GET",),
            ("{plural}/{id}/{field}",),
            "{field}",
            "Read one field of a record; a to-many relation is a list like any other",
            (*LIST_PARAMETERS, "depth", "fields"),
        ),
        Operation(
            "write_field",
            ("PATCH", "PUT"),
            ("{plural}/{id}/{field}",),
            "{field}",
            "Write one field of a record",
            ("depth",),
            "value",
        ),
    )
}


def by_method_and_path(rows: Iterable[Operation]) -> dict[tuple[str, str], Operation]:
    return {(method, path): row for row in rows for method in row.methods for path in row.paths}
