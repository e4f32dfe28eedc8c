"""Operations that change records. Bodies are checked for their shape here and for their values by the engine."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from core.records.query import ID_ONLY, Create, Filter, Merge, Remove, Update
from core.rest import bodies, render
from core.rest.base_view import RecordView
from core.rest.render import Answer


class WriteViews(RecordView):
    def values(self, data: Mapping[str, Any]) -> Mapping[str, Any]:
        return bodies.emptied(data, self.schema_object)

    def create(self, request: HttpRequest) -> Answer:
        data = self.values(bodies.record(self.call.body, self.object_name))
        result = self.run(Create(self.object_name, [data], self.selection(), self.call.arguments.upsert))
        return self.one(render.first(result.records), result)

    def create_many(self, request: HttpRequest) -> Answer:
        data = [self.values(item) for item in bodies.records(self.call.body)]
        return self.many(self.run(Create(self.object_name, data, self.selection(), self.call.arguments.upsert)))

    def update(self, request: HttpRequest) -> Answer:
        data = self.values(bodies.record(self.call.body, self.object_name))
        result = self.run(Update(self.object_name, self.selection(), rows=[(self.given_id, data)]))
        return self.one(render.first(result.records), result)

    def update_many(self, request: HttpRequest) -> Answer:
        data = self.values(bodies.record(self.call.body, self.object_name))
        filter = self.mandatory_filter("update", "update")
        return self.many(self.run(Update(self.object_name, self.selection(), filter=filter, data=data)))

    def update_batch(self, request: HttpRequest) -> Answer:
        rows = [(id, self.values(data)) for id, data in bodies.updates(self.call.body)]
        return self.many(self.run(Update(self.object_name, self.selection(), rows=rows)))

    def merge(self, request: HttpRequest) -> Answer:
        ids, priority, dry_run = bodies.merge(self.call.body, self.object_name)
        result = self.run(Merge(self.object_name, ids, priority, self.selection(), dry_run))
        return self.one(result.record, result)

    def remove(self, request: HttpRequest) -> Answer:
        return self.removed(ids=[self.given_id], single=True)

    def remove_many(self, request: HttpRequest) -> Answer:
        operation = "delete" if self.call.arguments.soft_delete else "destroy"
        return self.removed(filter=self.mandatory_filter(operation, "deletion"))

    def remove_batch(self, request: HttpRequest) -> Answer:
        return self.removed(ids=bodies.ids(self.call.body))

    def removed(
        self, *, ids: Sequence[UUID] | None = None, filter: Filter | None = None, single: bool = False
    ) -> Answer:
        """Destroyed records answer with their id alone, records in the bin whole."""
        if self.call.arguments.soft_delete:
            query = Remove(self.object_name, self.selection(), "soft_delete", ids, filter)
        else:
            query = Remove(self.object_name, ID_ONLY, "destroy", ids, filter)
        result = self.run(query)
        return self.one(render.first(result.records), result) if single else self.many(result)

    def restore(self, request: HttpRequest) -> Answer:
        result = self.run(Remove(self.object_name, self.selection(), "restore", ids=[self.given_id]))
        return self.one(render.first(result.records), result)

    def restore_many(self, request: HttpRequest) -> Answer:
        filter = self.mandatory_filter("restore", "update")
        return self.many(self.run(Remove(self.object_name, self.selection(), "restore", filter=filter)))
