"""A picture of the data model: boxes of objects and their relations. The browser's ELK lays it out anew where it can;
without it the boxes stand on a grid, the best connected in the middle."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from metadata.fields.base import Field
from metadata.schema.snapshot import ObjectSchema, WorkspaceSchema
from metadata.services.names import BASE_NAMES

WIDTH, NARROW, GAP_X, GAP_Y, HEAD, LINE, FIELDS = 220, 190, 90, 50, 34, 20, 8
MARGIN = 24
SHOWN = {"main": "Main objects", "custom": "Own objects", "all": "All objects"}
DETAILS = {"fields": "with fields", "names": "names alone"}
LEGIBLE = 14
"""Of more boxes only the names are shown, unless fields are asked for."""


@dataclass(frozen=True, slots=True)
class Box:
    object: ObjectSchema
    x: float
    y: float
    width: int
    lines: list[tuple[str, str, float]]
    """Name, type, y."""
    more: int
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def middle(self) -> float:
        return self.y + HEAD / 2


@dataclass(frozen=True, slots=True)
class Edge:
    """From the object that holds the column to the one that it names."""

    path: str
    title: str
    label: str
    morph: bool
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Picture:
    boxes: list[Box]
    edges: list[Edge]
    width: float
    height: float
    detailed: bool


def picture(schema: WorkspaceSchema, shown: str, focus: str | None = None, detail: str | None = None) -> Picture:
    """`focus`: one object and its neighbours alone. `detail`: names or fields, else as many boxes allow."""
    objects = chosen(schema, shown, focus)
    detailed = detail == "fields" or (detail != "names" and len(objects) <= LEGIBLE)
    middle = schema.plurals.get(focus or "")
    links = [
        link
        for one in objects
        for link in links_of(schema, one, objects)
        if middle is None or middle in link[:2]  # relations of neighbours among each other are left out
    ]
    boxes = placed(by_degree(objects, links), FIELDS if detailed else 0)
    edges = [drawn(boxes[source.name_singular], boxes[target.name_singular], field) for source, target, field in links]
    width = max((box.right for box in boxes.values()), default=0) + MARGIN + GAP_X / 2
    height = max((box.y + box.height for box in boxes.values()), default=0) + MARGIN + GAP_Y
    return Picture(list(boxes.values()), edges, width, height, detailed)


Point = tuple[float, float]
Link = tuple[ObjectSchema, ObjectSchema, Field]


def chosen(schema: WorkspaceSchema, shown: str, focus: str | None) -> list[ObjectSchema]:
    objects = list(schema.objects.values())
    middle = schema.plurals.get(focus or "")
    if middle is not None:
        near = {schema.target(field).name_singular for field in middle.fields.values() if field.relation}
        return [one for one in objects if one is middle or one.name_singular in near]
    if shown == "all":
        return objects
    own = [one for one in objects if one.custom]
    return own if shown == "custom" else [one for one in objects if not one.system]


def links_of(schema: WorkspaceSchema, one: ObjectSchema, objects: Sequence[ObjectSchema]) -> Iterable[Link]:
    for field in one.fields.values():
        if field.relation is not None and field.relation.to_one and schema.target(field) in objects:
            yield one, schema.target(field), field


def by_degree(objects: list[ObjectSchema], links: list[Link]) -> list[ObjectSchema]:
    """The best connected first; behind it its neighbours."""
    degree = {one.name_singular: 0 for one in objects}
    for source, target, _ in links:
        degree[source.name_singular] += 1
        degree[target.name_singular] += 1
    return sorted(objects, key=lambda one: (-degree[one.name_singular], one.name_singular))


def placed(objects: list[ObjectSchema], most: int) -> dict[str, Box]:
    """Column by column from the middle outwards, each box below the last one of the shortest column."""
    count = max(1, min(5, math.ceil(math.sqrt(len(objects)))))
    order = sorted(range(count), key=lambda column: abs(column - (count - 1) / 2))
    ends = [float(MARGIN)] * count
    boxes = {}
    for one in objects:
        column = min(order, key=lambda index: (ends[index], order.index(index)))
        x = MARGIN + column * ((WIDTH if most else NARROW) + GAP_X)
        box = boxes[one.name_singular] = boxed(one, x, ends[column], most)
        ends[column] += box.height + GAP_Y
    return boxes


def boxed(one: ObjectSchema, x: float, y: float, most: int) -> Box:
    """With so many fields. Places of lines count from the corner of the box."""
    own = [field for field in one.fields.values() if field.name not in BASE_NAMES and field.relation is None]
    lines = [(field.label, field.type.name, HEAD + LINE * (index + 0.75)) for index, field in enumerate(own[:most])]
    more = len(own) - len(lines) if most else 0
    return Box(
        one, x, y, WIDTH if most else NARROW, lines, more, HEAD + LINE * (len(lines) + bool(more)) + 8 * bool(most)
    )


def drawn(source: Box, target: Box, field: Field) -> Edge:
    """A curve between the sides that face each other; around the boxes where one lies between or both are in line."""
    gap = max(target.x - source.right, source.x - target.right)
    if 0 < gap <= GAP_X:
        right = source.right < target.x
        start = (source.right if right else source.x, source.middle)
        end = (target.x if right else target.right, target.middle)
        path = curve(start, end, GAP_X / 2 if right else -GAP_X / 2, -GAP_X / 2 if right else GAP_X / 2)
    elif gap > 0:
        start, end = (source.x + source.width / 2, source.bottom), (target.x + target.width / 2, target.bottom)
        low = max(start[1], end[1]) + 2 * GAP_Y
        path = bezier(start, (start[0], low), (end[0], low), end)
    else:
        shift = 10 if source is target else 0
        path = curve((source.right, source.middle - shift), (target.right, target.middle + shift), 60, 60)
    assert field.relation is not None
    title = f"{source.object.label_singular}: {field.label} is one {target.object.label_singular}"
    ends = (source.object.name_singular, target.object.name_singular)
    return Edge(path, title, field.label, field.relation.morph_id is not None, *ends)


def curve(start: Point, end: Point, out: float, into: float) -> str:
    return bezier(start, (start[0] + out, start[1]), (end[0] + into, end[1]), end)


def bezier(start: Point, first: Point, second: Point, end: Point) -> str:
    return f"M {at(start)} C {at(first)}, {at(second)}, {at(end)}"


def at(point: Point) -> str:
    return f"{point[0]:.0f} {point[1]:.0f}"
