"""The rules of size and direction that the product keeps; docs/adr says why."""

import ast
import pathlib
import statistics
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent
PACKAGES = ("twentyapi", "docs", "webhooks", "core", "apikeys", "metadata")
FILES = sorted(
    path for package in PACKAGES for path in (ROOT / package).rglob("*.py") if "migrations" not in path.parts
)
FORBIDDEN_NAMES = {"utils", "helpers", "util", "helper", "manager", "managers"}
FUNCTION = ast.FunctionDef | ast.AsyncFunctionDef


def lines_of(path: pathlib.Path) -> int:
    return len(path.read_text().splitlines())


def trees() -> list[tuple[pathlib.Path, ast.Module]]:
    return [(path, ast.parse(path.read_text())) for path in FILES]


def functions() -> list[tuple[str, int]]:
    """Every function with its number of lines, decorators left out."""
    return [
        (f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", (node.end_lineno or node.lineno) - node.lineno + 1)
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, FUNCTION)
    ]


def test_files_are_short() -> None:
    sizes = {str(path.relative_to(ROOT)): lines_of(path) for path in FILES}
    assert {name: size for name, size in sizes.items() if size > 400} == {}
    assert statistics.median(size for size in sizes.values() if size) <= 100


def test_functions_are_short() -> None:
    sizes = dict(functions())
    assert {name: size for name, size in sizes.items() if size > 60} == {}
    assert statistics.median(sizes.values()) <= 8
    assert statistics.quantiles(sizes.values(), n=10)[-1] <= 25


def test_names_say_what_a_module_does() -> None:
    assert [str(path) for path in FILES if path.stem in FORBIDDEN_NAMES] == []


def test_no_function_imports_from_the_project() -> None:
    """Except AppConfig.ready, which Django calls when every app is loaded."""
    found = [
        f"{path.relative_to(ROOT)}:{inner.lineno}"
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, FUNCTION) and not (path.name == "apps.py" and node.name == "ready")
        for inner in ast.walk(node)
        if _imports_ours(inner)
    ]
    assert found == []


def _imports_ours(node: ast.AST) -> bool:
    if isinstance(node, ast.ImportFrom):
        return node.level > 0 or (node.module or "").split(".")[0] in PACKAGES
    return isinstance(node, ast.Import) and any(name.name.split(".")[0] in PACKAGES for name in node.names)


def test_imports_point_one_way() -> None:
    """The contracts of pyproject.toml, by import-linter."""
    command = [pathlib.Path(sys.executable).parent / "lint-imports", "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("package", ["core/records", "metadata/fields"])
def test_the_engine_knows_no_http(package: str) -> None:
    """import-linter watches the other libraries; it cannot see a part of Django."""
    imported = [path for path in (ROOT / package).rglob("*.py") if "django.http" in path.read_text()]
    assert imported == []


@pytest.mark.parametrize("package", PACKAGES)
def test_every_package_is_measured(package: str) -> None:
    assert any(path.parts[len(ROOT.parts)] == package for path in FILES)
