"""What a query may cost: the rows asked for at each level, multiplied along the path, and one for each relation."""

from core.records.context import Limits
from core.records.errors import RecordError
from core.records.query import Connection, Edges, Output, Records, RecordSelection, ToMany, ToOne


def check_cost(outputs: tuple[Output, ...], rows: int, limits: Limits) -> None:
    """Raises TOO_COMPLEX_QUERY for `rows` records of `outputs`."""
    _refuse(rows + rows * _outputs_cost(outputs, limits), limits)


def check_record_cost(record: RecordSelection, rows: int, limits: Limits) -> None:
    _refuse(rows + rows * _record_cost(record, limits), limits)


def page_size(connection: Connection, default: int, limits: Limits) -> int:
    page = connection.page
    size = page.first if page.first is not None else page.last
    return max(0, min(default if size is None else size, limits.max_page))


def _refuse(cost: int, limits: Limits) -> None:
    if cost > limits.complexity:
        message = f"Query complexity is too high. Cost {cost}, maximum {limits.complexity}."
        raise RecordError("TOO_COMPLEX_QUERY", message)


def _outputs_cost(outputs: tuple[Output, ...], limits: Limits) -> int:
    records = [item[2] for output in outputs if isinstance(output, Edges) for item in output.items if item[0] == "node"]
    records += [output.record for output in outputs if isinstance(output, Records)]
    return sum(_record_cost(record, limits) for record in records)


def _record_cost(record: RecordSelection, limits: Limits) -> int:
    cost = 0
    for item in record.items:
        if isinstance(item, ToOne):
            cost += 1 + _record_cost(item.record, limits)
        elif isinstance(item, ToMany):
            rows = page_size(item.connection, limits.nested_page, limits)
            cost += 1 + rows * (1 + _outputs_cost(item.connection.outputs, limits))
    return cost
