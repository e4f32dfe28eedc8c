"""Answers: envelopes put around the engine's bytes. Only the small parts are encoded here."""

from dataclasses import dataclass

from core.records.query import Result
from metadata.schema.snapshot import ObjectSchema

TRUNCATED = "X-Truncated-Relations"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a record request answers, before it becomes an HTTP response."""

    body: bytes
    status: int = 200
    truncated: tuple[str, ...] = ()

    @property
    def headers(self) -> dict[str, str]:
        """The relations of which only the first records were shown."""
        return {TRUNCATED: ",".join(self.truncated)} if self.truncated else {}


def key_for(template: str, obj: ObjectSchema) -> str:
    """`create{Singular}` -> `createPerson`."""
    return template.format(
        singular=obj.name_singular,
        plural=obj.name_plural,
        Singular=obj.singular_title,
        Plural=obj.plural_title,
    )


def data(key: str, value: bytes) -> bytes:
    """`{"data":{"key":value}}`. Keys are names of the data model: letters and digits."""
    return b'{"data":{"%b":%b}}' % (key.encode(), value)


def page(result: Result, key: str) -> bytes:
    """A whole page: data, totalCount, pageInfo."""
    parts = result.outputs
    return listing(key, parts["records"], parts["totalCount"], parts["pageInfo"])


def listing(key: str, records: bytes, total: bytes, page_info: bytes) -> bytes:
    return b'{"data":{"%b":%b},"totalCount":%b,"pageInfo":%b}' % (key.encode(), records, total, page_info)


def elements(groups: bytes) -> bytes:
    """`{"data":[..]}`."""
    return b'{"data":%b}' % groups


def first(records: bytes) -> bytes:
    """The only element of a JSON array."""
    return records.strip()[1:-1].strip()


def nested_page(key: str, record: bytes) -> bytes:
    """A list that came as the only value of a record: `{"people":{"records":[..],"totalCount":3,"pageInfo":{..}}}`.

    Behind the last `"totalCount"` come numbers and cursors alone, so no record can hold that place.
    """
    inside = record.strip()[1:-1].partition(b":")[2].strip()[1:-1]
    head, _, tail = inside.rpartition(b'"totalCount"')
    records = head.partition(b":")[2].rstrip().removesuffix(b",").strip()
    total, _, page_info = tail.partition(b",")
    return listing(key, records, total.partition(b":")[2].strip(), page_info.partition(b":")[2].strip())
