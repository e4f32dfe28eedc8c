"""`/rest/{plural}/{id}/{field}`: one field of one record."""

from django.http import HttpRequest

from core.records.lookup import may_read
from core.records.query import NO_FILTER, Connection, FindOne, Page, RecordSelection, ToMany, Update
from core.rest import bodies, render
from core.rest.base_view import RecordView
from core.rest.errors import RestError
from core.rest.filter_grammar import near
from core.rest.render import Answer
from core.rest.routes import invalid_path
from core.rest.selection import UNSEEN, field_selection, list_outputs
from metadata.fields.base import Field


class FieldViews(RecordView):
    def read_field(self, request: HttpRequest) -> Answer:
        field = self.named_field(request)
        if is_list(field):
            return self.read_list(field)
        result = self.run(FindOne(self.object_name, self.field_selection(field), id=self.call.id))
        return Answer(render.elements(result.record), truncated=result.truncated)

    def read_list(self, field: Field) -> Answer:
        """The records of a to-many relation, paged like any list."""
        arguments, context = self.call.arguments, self.call.context
        page = arguments.page
        if page.first is None and page.last is None:
            size = context.limits.default_page
            page = Page(last=size, before=page.before) if page.before else Page(first=size, after=page.after)
        outputs = list_outputs(self.selection(context.schema.target(field)))
        connection = Connection(outputs, arguments.filter or NO_FILTER, arguments.order, page)
        selection = RecordSelection((ToMany(field.name, field.name, connection),))
        result = self.run(FindOne(self.object_name, selection, id=self.call.id))
        return Answer(render.nested_page(field.name, result.record), truncated=result.truncated)

    def write_field(self, request: HttpRequest) -> Answer:
        field = self.named_field(request)
        data = bodies.record(self.call.body, self.object_name)
        names = {field.name, *(column.name for column in field.columns if field.relation)}
        if len(data) != 1 or not names >= data.keys():
            message = f'Request body must hold the field "{self.call.field}" and nothing else'
            raise RestError("INVALID_BODY", message, field=self.call.field, found=sorted(data))
        rows = [(self.given_id, bodies.emptied(data, self.schema_object))]
        result = self.run(Update(self.object_name, self.field_selection(field), rows=rows))
        return Answer(render.elements(render.first(result.records)), truncated=result.truncated)

    def named_field(self, request: HttpRequest) -> Field:
        """The field of the third segment, or the field that owns the join column of that name."""
        obj, name = self.schema_object, self.call.field or ""
        found = obj.fields.get(name) or obj.joins.get(name)
        if found is None or found.type.name in UNSEEN:
            known = (*obj.fields.items(), *obj.joins.items())
            allowed = sorted(n for n, f in known if f.type.name not in UNSEEN and may_read(self.call.context, obj, f))
            raise invalid_path(request.path_info, found=name, allowed=allowed, **near(name, allowed))
        return found

    def field_selection(self, field: Field) -> RecordSelection:
        name = "id" if is_list(field) else self.call.field or ""
        return field_selection(self.call.context.schema, self.schema_object, name, self.call.arguments.depth)


def is_list(field: Field) -> bool:
    return field.relation is not None and not field.relation.to_one
