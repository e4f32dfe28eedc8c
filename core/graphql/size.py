"""The limits on a document as a whole: roots, fields, depth. Checked before validation, whose cost they bound."""

from collections import Counter
from collections.abc import Iterable

from django.conf import settings
from graphql.language import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from core.graphql.errors import INPUT, RequestRefused, too_complex
from core.graphql.introspection_size import ROOTS, IntrospectionSize


def check_size(document: DocumentNode, operation: OperationDefinitionNode) -> None:
    """Raises RequestRefused when the operation asks for too much."""
    counter = Counts(document)
    roots = counter.roots(operation.selection_set, frozenset())
    if roots.total() > settings.TWENTYAPI_GRAPHQL_MAX_ROOTS:
        raise too_complex(
            f"Too many root resolvers requested: {roots.total()} - "
            f"Maximum allowed root resolvers: {settings.TWENTYAPI_GRAPHQL_MAX_ROOTS}"
        )
    if settings.TWENTYAPI_GRAPHQL_REFUSE_REPEATED_ROOTS:
        refuse_repeated(name for name, count in roots.items() if count > 1)
    fields, depth = counter.measure(operation.selection_set, frozenset())
    if fields > settings.TWENTYAPI_GRAPHQL_MAX_FIELDS:
        raise too_complex(
            f"Too many fields requested: {fields} - Maximum allowed fields: {settings.TWENTYAPI_GRAPHQL_MAX_FIELDS}"
        )
    if depth > settings.TWENTYAPI_GRAPHQL_MAX_DEPTH:
        raise too_complex(
            f"Too many levels requested: {depth} - Maximum allowed levels: {settings.TWENTYAPI_GRAPHQL_MAX_DEPTH}"
        )
    IntrospectionSize(counter.fragments).check(operation.selection_set)


def refuse_repeated(names: Iterable[str]) -> None:
    for name in names:
        entry = {"message": f'Duplicate root resolver: "{name}"', "extensions": {"code": INPUT}}
        raise RequestRefused([entry], document_failed=False, data=True)


def repeated_typenames(selections: SelectionSetNode | None) -> int:
    """The first counts nothing: clients add one everywhere."""
    nodes = selections.selections if selections is not None else ()
    return max(0, sum(isinstance(node, FieldNode) and node.name.value == "__typename" for node in nodes) - 1)


class Counts:
    """Counts through fragments, each measured once. A fragment within itself counts nothing: validation refuses it."""

    def __init__(self, document: DocumentNode) -> None:
        definitions = document.definitions
        self.fragments = {d.name.value: d for d in definitions if isinstance(d, FragmentDefinitionNode)}
        self.measured: dict[str, tuple[int, int]] = {}
        self.root_counts: dict[str, Counter[str]] = {}

    def roots(self, selections: SelectionSetNode, within: frozenset[str]) -> Counter[str]:
        """Root field name -> how often it is asked for."""
        found: Counter[str] = Counter()
        for node in selections.selections:
            if isinstance(node, FieldNode):
                if not node.name.value.startswith("__"):
                    found[node.name.value] += 1
            elif isinstance(node, InlineFragmentNode):
                found += self.roots(node.selection_set, within)
            elif isinstance(node, FragmentSpreadNode):
                found += self._fragment_roots(node.name.value, within)
        return found

    def _fragment_roots(self, name: str, within: frozenset[str]) -> Counter[str]:
        if name in within or name not in self.fragments:
            return Counter()
        if name not in self.root_counts:
            self.root_counts[name] = self.roots(self.fragments[name].selection_set, within | {name})
        return self.root_counts[name]

    def measure(self, selections: SelectionSetNode | None, within: frozenset[str]) -> tuple[int, int]:
        """(fields, levels) of a selection set."""
        fields = depth = 0
        for node in selections.selections if selections is not None else ():
            more, levels = self._one(node, within)
            fields, depth = fields + more, max(depth, levels)
        return fields + repeated_typenames(selections), depth

    def _one(self, node: object, within: frozenset[str]) -> tuple[int, int]:
        if isinstance(node, FieldNode):
            name = node.name.value
            if name in ROOTS:
                return 0, 0
            fields, depth = self.measure(node.selection_set, within)
            return fields + (not name.startswith("__")), depth + 1
        if isinstance(node, InlineFragmentNode):
            return self.measure(node.selection_set, within)
        assert isinstance(node, FragmentSpreadNode)
        name = node.name.value
        if name in within or name not in self.fragments:
            return 0, 0
        if name not in self.measured:
            self.measured[name] = self.measure(self.fragments[name].selection_set, within | {name})
        return self.measured[name]
