"""One request of a caller, on the version of the data model that its authentication named."""

from collections.abc import Callable

from graphql.language import FieldNode

from apikeys.authentication import Caller
from apikeys.errors import AuthenticationError
from apikeys.throttling import Allowance, LimitReached, take
from core.graphql.coerce import Variables, arguments, coerce_variables
from core.graphql.document import Operation, operation_of
from core.graphql.introspection_size import ROOTS
from core.graphql.lazy import LazySchema
from core.graphql.operations import BUILDERS, Asked, Call, search
from core.graphql.roots import root_field
from core.graphql.schema import PUBLIC, core_schema
from core.graphql.select import TYPENAME, Nodes
from core.graphql.visible import visible_schema
from core.records.context import Context, Limits
from core.serving import context_for
from metadata.graphql_http import GraphQLRequest
from metadata.schema.snapshot import ObjectSchema


class Session:
    """`caller` is None without a token: then there is nothing but introspection and `__typename`."""

    caller: Caller | None
    schema: LazySchema
    context: Context
    operation: Operation
    variables: Variables
    roots: dict[str, list[FieldNode]]
    allowance: Allowance | None = None

    def __init__(
        self,
        request: GraphQLRequest,
        authenticate: Callable[[], Caller],
        limits: Callable[[Caller], Limits],
        origin: str = "",
    ) -> None:
        self.origin = origin
        self.request, self.authenticate, self.limits = request, authenticate, limits
        self.start()

    def start(self) -> None:
        """Raises AuthenticationError for a bad token, not for a missing one."""
        try:
            self.caller = self.authenticate()
        except AuthenticationError as error:
            if not error.missing:
                raise
            self.caller, self.schema = None, PUBLIC
            return
        self.context = context_for(self.caller, self.limits(self.caller))
        self.schema = core_schema(self.context.schema)

    def read(self) -> None:
        """The operation. Raises RequestRefused and NoSuchOperation."""
        self.operation = operation_of(self.schema, self.request.query, self.request.operation_name)

    def prepare(self) -> None:
        """The variables and with them the roots. Raises RequestRefused."""
        self.variables = coerce_variables(self.schema, self.operation.variables, self.request.variables)
        self.roots = self.operation.roots(self.variables)

    def renew(self) -> None:
        """The same request on the newest version of the data model; refused by it, the session stays what it was."""
        newest = Session(self.request, self.authenticate, self.limits)
        newest.read()
        newest.prepare()
        self.caller, self.schema, self.context = newest.caller, newest.schema, newest.context
        self.operation, self.variables, self.roots = newest.operation, newest.variables, newest.roots

    # -- roots --------------------------------------------------------------------------------------------------
    @property
    def shown_schema(self) -> LazySchema:
        """What introspection shows the caller."""
        return self.schema if self.caller is None else visible_schema(self.schema, self.context)

    @property
    def root_type_name(self) -> str:
        return "Query" if self.operation.kind == "query" else "Mutation"

    def name(self, key: str) -> str:
        return self.nodes(key)[0].name.value

    def nodes(self, key: str) -> Nodes:
        return self.roots[key]

    def is_typename(self, key: str) -> bool:
        return self.name(key) == TYPENAME

    def is_introspection(self, key: str) -> bool:
        return self.name(key) in ROOTS

    def by_executor(self, key: str) -> bool:
        name = self.name(key)
        return not name.startswith("__") and self._root(name)[0] == "registered"

    def non_null(self, key: str) -> bool:
        if self.name(key).startswith("__"):
            return False
        if self.by_executor(key):
            return True  # the executor gives nothing at all only when an error reached the top
        return root_field(*self._root(self.name(key))).non_null

    def _root(self, name: str) -> tuple[str, ObjectSchema | None]:
        return self.schema.roots[self.operation.kind][name]

    def object(self, key: str) -> ObjectSchema | None:
        name = self.name(key)
        return None if name.startswith("__") else self._root(name)[1]

    def spend(self) -> None:
        """One token of the key's rate, for a root field that reaches the engine. Raises LimitReached."""
        assert self.caller is not None
        try:
            self.allowance = take(self.caller)
        except LimitReached as error:
            self.allowance = error.allowance
            raise

    def call(self, key: str) -> Call:
        """The engine's query. Raises RecordError."""
        return self.operation.selector.keep("call", self.nodes(key), self.variables, lambda: self._call(key))

    def _call(self, key: str) -> Call:
        nodes, selector = self.nodes(key), self.operation.selector
        name = nodes[0].name.value
        kind, obj = self._root(name)
        type_ = self.schema.query_type if self.operation.kind == "query" else self.schema.mutation_type
        assert type_ is not None
        given = arguments(type_.fields[name].args, nodes[0].arguments, self.variables)
        if obj is None:
            return search(given, nodes, selector, self.variables)
        return BUILDERS[kind](Asked(obj, given, nodes, selector, self.variables, self.context.limits))
