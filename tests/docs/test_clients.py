"""Clients of others, made from the documents and the schemas: they compile and work against a running server."""

import pathlib
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest

from docs.assets.install import node_environment
from tests.twentyapi.servers import own_environment, serving
from twentyapi.place import PROJECT

HERE = pathlib.Path(__file__).resolve().parent / "clients"
PACKAGES = PROJECT / "build" / "clients" / "node_modules"
DOCUMENTS = ("core", "metadata")
UNSEEN = ("attachment", "note", "noteTarget", "opportunity", "person", "task", "taskTarget", "timelineActivity")
"""Deactivated: the fewer objects, the less there is to generate and to compile."""
STAGES = [
    {"label": name.title(), "value": name, "color": "red", "position": place}
    for place, name in enumerate(("PLANNED", "BUILT"))
]
FIELDS = {"stage": ("SELECT", {"options": STAGES}), "crew": ("NUMBER", {}), "price": ("CURRENCY", {})}
MYPY = """
[mypy]
strict = true
warn_redundant_casts = false
[mypy-core_client.client,metadata_client.client]
disable_error_code = arg-type
"""
"""The generator's own client.py hands `*args: object` on, and it casts more than it must."""


@dataclass(frozen=True)
class Server:
    """A server whose workspace has made an object `rocket`; `documents` holds core.json and metadata.json."""

    address: str
    key: str
    documents: pathlib.Path


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with own_environment() as environment, serving(environment, quiet=False) as (_, said):
        found = re.search(r"API key +(\S+)", said)
        assert found
        address, folder = f"http://127.0.0.1:{environment['PORT']}", tmp_path_factory.mktemp("documents")
        with httpx.Client(base_url=address, headers={"Authorization": f"Bearer {found[1]}"}, timeout=60) as client:
            make_model(client)
            for name in DOCUMENTS:
                (folder / f"{name}.json").write_bytes(sent(client.get(f"/rest/open-api/{name}")).content)
        yield Server(address, found[1], folder)


def make_model(client: httpx.Client) -> None:
    for name in UNSEEN:
        sent(client.patch(f"/rest/metadata/objects/{name}", json={"isActive": False}))
    names = {"nameSingular": "rocket", "namePlural": "rockets", "labelSingular": "Rocket", "labelPlural": "Rockets"}
    sent(client.post("/rest/metadata/objects", json=names))
    for name, (kind, more) in FIELDS.items():
        body = {"objectMetadataId": "rocket", "type": kind, "name": name, "label": name.title(), **more}
        sent(client.post("/rest/metadata/fields", json=body))


def sent(response: httpx.Response) -> httpx.Response:
    assert response.is_success, response.text
    return response


def ran(*command: object, cwd: pathlib.Path, env: dict[str, str] | None = None) -> str:
    done = subprocess.run(list(map(str, command)), cwd=cwd, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_openapi_python_client(server: Server, tmp_path: pathlib.Path) -> None:
    binaries = pathlib.Path(sys.executable).parent
    (tmp_path / "plain.yaml").write_text("post_hooks: []\n")
    for name in DOCUMENTS:
        place = ("--path", server.documents / f"{name}.json", "--output-path", f"{name}_client", "--meta", "none")
        said = ran(
            *(binaries / "openapi-python-client", "generate", *place),
            *("--config", "plain.yaml", "--fail-on-warning"),
            cwd=tmp_path,
        )
        assert said.strip() == f"Generating {name}_client"
    shutil.copy(HERE / "flow.py", tmp_path)
    (tmp_path / "mypy.ini").write_text(MYPY)
    ran(binaries / "mypy", "--config-file", "mypy.ini", "flow.py", "core_client", "metadata_client", cwd=tmp_path)
    assert ran(sys.executable, "flow.py", server.address, server.key, cwd=tmp_path) == "done\n"


@pytest.fixture
def binaries(tmp_path: pathlib.Path) -> pathlib.Path:
    """The programs of the npm packages, which code in `tmp_path` may import."""
    if not PACKAGES.exists():
        pytest.skip("needs `make build/clients/.installed`")
    (tmp_path / "node_modules").symlink_to(PACKAGES)
    return tmp_path / "node_modules" / ".bin"


def test_openapi_typescript(server: Server, tmp_path: pathlib.Path, binaries: pathlib.Path) -> None:
    for name in ("flow.ts", "tsconfig.json", "package.json"):
        shutil.copy(HERE / name, tmp_path)
    environment = node_environment()
    for name in DOCUMENTS:
        document = server.documents / f"{name}.json"
        ran(binaries / "openapi-typescript", document, "-o", f"{name}.ts", cwd=tmp_path, env=environment)
    ran(binaries / "tsc", cwd=tmp_path, env=environment)
    said = ran("node", "made/flow.js", server.address, server.key, cwd=tmp_path, env=environment)
    assert said == "done\n"


def test_graphql_clients(server: Server, tmp_path: pathlib.Path, binaries: pathlib.Path) -> None:
    """genql makes its types from the introspection; Apollo Client and urql page, cache and tell errors apart."""
    environment = node_environment()
    shutil.copy(HERE / "graphql.ts", tmp_path)
    (tmp_path / "package.json").write_text('{"type": "commonjs"}')  # genql imports folders
    for name, path in {"core": "graphql", "metadata": "metadata"}.items():
        asked = ("--endpoint", f"{server.address}/{path}", "--header", f"Authorization: Bearer {server.key}")
        ran(binaries / "genql", *asked, "--output", name, cwd=tmp_path, env=environment)
    options = ("--strict", "--skipLibCheck", "--target", "es2022", "--module", "node16", "--outDir", "made")
    ran(binaries / "tsc", *options, "graphql.ts", cwd=tmp_path, env=environment)
    said = ran("node", "made/graphql.js", server.address, server.key, cwd=tmp_path, env=environment)
    assert said == "done\n"
