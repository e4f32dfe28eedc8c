"""The limit on introspection. It is printed from the model and counts nothing among the fields of a document, but a
repeated field is printed once more for everything that the schema holds."""

from collections import Counter
from collections.abc import Iterator, Mapping

from django.conf import settings
from graphql.language import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    SelectionSetNode,
)

from core.graphql.errors import too_complex

ROOTS = ("__schema", "__type")
MOST_REPEATS = 3
"""Names under which one field may be asked for in one place."""
Selections = list[tuple[SelectionSetNode, frozenset[str]]]
"""With the fragments that each stands in."""


class IntrospectionSize:
    """Measures as it is executed: what has one name in the answer is one field. A fragment within itself counts
    nothing: validation refuses it."""

    def __init__(self, fragments: Mapping[str, FragmentDefinitionNode]) -> None:
        self.fragments = fragments
        self.fields = 0

    def check(self, operation: SelectionSetNode) -> None:
        """Raises RequestRefused."""
        self._below([(operation, frozenset())], root=True)

    def _below(self, selections: Selections, root: bool = False, depth: int = 0) -> None:
        named: dict[str, Selections] = {}
        repeats: Counter[str] = Counter()
        for node, within in self._flat(selections, set()):
            if root and node.name.value not in ROOTS:
                continue
            key = node.alias.value if node.alias else node.name.value
            if key not in named:
                repeats[node.name.value] += 1
                self._count(node.name.value, repeats[node.name.value], depth)
            below = named.setdefault(key, [])
            if node.selection_set:
                below.append((node.selection_set, within))
        for below in named.values():
            self._below(below, depth=depth + 1)

    def _count(self, name: str, repeats: int, depth: int) -> None:
        self.fields += 1
        most, deepest = settings.TWENTYAPI_GRAPHQL_MAX_FIELDS, settings.TWENTYAPI_GRAPHQL_MAX_DEPTH
        if self.fields > most:
            raise too_complex(f"Too many fields requested: more than {most} of introspection")
        allowed = settings.TWENTYAPI_GRAPHQL_MAX_ROOTS if name == "__type" else MOST_REPEATS  # one type is little
        if repeats > allowed:
            raise too_complex(f'"{name}" requested too often: Maximum allowed in one selection: {allowed}')
        if depth >= deepest:
            raise too_complex(f"Too many levels requested: {depth + 1} - Maximum allowed levels: {deepest}")

    def _flat(self, selections: Selections, seen: set[str]) -> Iterator[tuple[FieldNode, frozenset[str]]]:
        for selection_set, within in selections:
            for node in selection_set.selections:
                if isinstance(node, FieldNode):
                    yield node, within
                elif isinstance(node, InlineFragmentNode):
                    yield from self._flat([(node.selection_set, within)], seen)
                elif isinstance(node, FragmentSpreadNode):
                    name = node.name.value
                    if name in self.fragments and name not in within and name not in seen:
                        seen.add(name)
                        yield from self._flat([(self.fragments[name].selection_set, within | {name})], seen)
