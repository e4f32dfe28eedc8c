"""The examples of the documents succeed when they are pasted: every operation of every object, and again."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from metadata.models import Workspace
from tests.client import Api
from tests.docs.shapes import interesting

ORDER = (
    *("createMany", "createOne", "findMany", "findOne", "UpdateOne", "updateBatch", "updateMany", "updateOne", "find"),
    *("mergeMany", "groupBy", "deleteOne", "restoreOne", "deleteBatch", "restoreMany", "deleteMany"),
)
"""Nothing is restored that was not deleted before; the operations whose id begins so, in this order."""
MADE_ELSEWHERE = "workspaceMembers"
"""Members are made with their user: no example creates one, and so there is none to change."""


@dataclass(frozen=True)
class Call:
    id: str
    method: str
    address: str
    body: Any
    statuses: list[str]


def calls(document: dict[str, Any]) -> Iterator[Call]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if path.startswith("/open-api") or MADE_ELSEWHERE in operation["tags"]:
                continue
            query = {}
            for parameter in (resolved(document, one) for one in operation["parameters"]):
                if parameter["in"] == "path":
                    path = path.replace(f"{{{parameter['name']}}}", str(parameter["example"]))
                elif "example" in parameter:
                    query[parameter["name"]] = plain(parameter["example"])
            content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
            if operation["operationId"].startswith("mergeMany") and "example" not in content:
                continue  # an object without criteria for duplicates refuses each merge
            example = content.get("example") or resolved(document, content.get("schema", {})).get("example", {})
            statuses = [status for status in operation["responses"] if status < "300"]
            address = f"/rest{path}?{urlencode(query, quote_via=quote)}"
            yield Call(operation["operationId"], method.upper(), address, example, statuses)


def resolved(document: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in node:
        return node
    _, area, part, name = node["$ref"].split("/")
    return document[area][part][name]


def plain(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else value


def place(call: Call) -> tuple[int, bool]:
    """Of an operation with two paths the second is tried on what the first has left: deleted once more before."""
    return next(at for at, begin in enumerate(ORDER) if call.id.startswith(begin)), call.id.endswith("InPlace")


def test_every_example_of_the_core_document_succeeds_twice(workspace: Workspace) -> None:
    api = interesting(workspace)
    document = api.get("/rest/open-api/core").json()
    found = sorted(calls(document), key=place)
    assert {"createManyRockets", "mergeManyCompanies", "restoreOneCompanyInPlace"} <= {call.id for call in found}
    removals = {call.address.split("?")[0]: call for call in found if call.method == "DELETE"}
    for call in found + found:
        if call.id.endswith("InPlace"):
            send(api, removals[call.address.split("?")[0].removesuffix("/restore")])
        send(api, call)


def send(api: Api, call: Call) -> None:
    more = {} if call.method == "GET" or (call.method, call.body) == ("DELETE", {}) else {"json": call.body}
    answer = api.call(call.method, call.address, **more)
    assert str(answer.status_code) in call.statuses, (call, answer.content)


def test_every_example_of_the_metadata_document_succeeds(api: Api) -> None:
    document = api.get("/rest/open-api/metadata").json()
    tried = []
    for path, item in document["paths"].items():
        content = item.get("post", {}).get("requestBody", {}).get("content", {}).get("application/json", {})
        body = resolved(document, content.get("schema", {})).get("example")
        if body is not None:
            answer = api.post(f"/rest/metadata{path}", json=body)
            assert answer.status_code == 201, (path, body, answer.content)
            tried.append(path)
    assert tried == ["/objects", "/fields", "/relations", "/webhooks", "/views"]
