"""Operations that only read: list, one record, duplicates, groups."""

from django.http import HttpRequest

from core.records.aggregates import aggregates_of, unknown_aggregates
from core.records.query import (
    NO_FILTER,
    Aggregate,
    Connection,
    Duplicates,
    FindMany,
    FindOne,
    GroupBy,
    GroupValues,
    Output,
    Records,
)
from core.rest import bodies, render
from core.rest.base_view import RecordView
from core.rest.grouping import GroupArguments, parse_grouping
from core.rest.render import Answer
from core.rest.selection import list_outputs


class ReadViews(RecordView):
    def list(self, request: HttpRequest) -> Answer:
        result = self.run(FindMany(self.object_name, self.connection(), self.call.arguments.view_id))
        return Answer(render.page(result, self.key), truncated=result.truncated)

    def connection(self) -> Connection:
        arguments = self.call.arguments
        outputs = list_outputs(self.selection())
        return Connection(outputs, arguments.filter or NO_FILTER, arguments.order, arguments.page)

    def retrieve(self, request: HttpRequest) -> Answer:
        result = self.run(FindOne(self.object_name, self.selection(), id=self.call.id))
        return self.one(result.record, result)

    def duplicates(self, request: HttpRequest) -> Answer:
        ids, data = bodies.sources(self.call.body)
        result = self.run(Duplicates(self.object_name, list_outputs(self.selection(), self.key), ids=ids, data=data))
        return Answer(render.elements(result.groups), truncated=result.truncated)

    def group(self, request: HttpRequest) -> Answer:
        arguments, grouping = self.call.arguments, parse_grouping(request.GET)
        query = GroupBy(
            self.object_name,
            grouping.dimensions,
            self.group_outputs(grouping),
            arguments.filter or NO_FILTER,
            grouping.order,
            arguments.page.first,
            grouping.records_order,
            view_id=arguments.view_id,
        )
        return Answer(self.run(query).groups)

    def group_outputs(self, grouping: GroupArguments) -> tuple[Output, ...]:
        known = aggregates_of(self.schema_object)
        unknown = [name for name in grouping.aggregates if name not in known]
        if unknown:
            raise unknown_aggregates(unknown)
        outputs: list[Output] = [Aggregate(name, name, as_text=True) for name in grouping.aggregates]
        outputs.append(GroupValues("groupByDimensionValues"))
        if grouping.with_records:
            outputs.append(Records("records", self.selection()))
        return tuple(outputs)
