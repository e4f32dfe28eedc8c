"""What the documentation promises to cover, it covers."""

import ast
import pathlib

ROOT = pathlib.Path(__file__).resolve().parent.parent
GUIDE = ROOT / "docs" / "guide" / "configuration.md"


def variables() -> set[str]:
    """Every environment variable that settings.py or place.py reads, found in the code itself."""
    return {
        node.args[0].value
        for name in ("settings.py", "place.py")
        for node in ast.walk(ast.parse((ROOT / "twentyapi" / name).read_text()))
        if isinstance(node, ast.Call) and node.args and _reads_environment(node.func)
        if isinstance(node.args[0], ast.Constant)
    }


def _reads_environment(function: ast.expr) -> bool:
    if isinstance(function, ast.Name):
        return function.id == "number"
    return isinstance(function, ast.Attribute) and ast.unparse(function.value) in ("env", "environ", "os.environ")


def documented() -> set[str]:
    rows = [line for line in GUIDE.read_text().splitlines() if line.startswith("| `")]
    return {row.split("`")[1] for row in rows}


def test_every_variable_is_documented_and_no_other() -> None:
    assert {"DATABASE_URL", "PORT", "TWENTYAPI_DATA_DIR"} <= variables()
    assert documented() == variables()
