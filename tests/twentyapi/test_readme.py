"""The README's session, pasted into a shell as a reader would."""

import json
import pathlib
import re
import shutil
import subprocess

from tests.twentyapi.servers import own_environment, serving

README = (pathlib.Path(__file__).resolve().parents[2] / "README.md").read_text()


def session() -> list[str]:
    """The shell blocks between "A session" and the next heading."""
    chapter = README.split("## A session")[1].split("\n## ")[0]
    return re.findall(r"```sh\n(.*?)```", chapter, re.DOTALL)


def paste(blocks: list[str], token: str, port: str) -> list[str]:
    script = "".join(blocks).replace("paste-it-here", token).replace(":8000", f":{port}")
    shell = [shutil.which("bash") or "bash", "-euo", "pipefail", "-c", script]
    done = subprocess.run(shell, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.splitlines()


def test_the_session_works_and_outlives_a_restart() -> None:
    rockets = [
        {"node": {"name": "One", "state": "FLOWN", "price": {"amountMicros": 62000000000000, "currencyCode": "USD"}}},
        {"node": {"name": "Two", "state": "PLANNED", "price": {"amountMicros": None, "currencyCode": None}}},
    ]
    with own_environment() as environment:
        with serving(environment) as (_, said):
            found = re.search(r"API key +(\S+)", said)
            assert found
            lines = paste(session(), found[1], environment["PORT"])
        by_rest, by_graphql = json.loads(lines[-2]), json.loads(lines[-1])
        assert [(one["name"], one["maker"]["name"]) for one in by_rest["data"]["rockets"]] == [("One", "Orbit Works")]
        (company,) = by_graphql["data"]["companies"]["edges"]
        assert company["node"] == {"name": "Orbit Works", "rocketsMade": {"edges": rockets}}
        with serving(environment):
            again = [session()[0], session()[-1]]
            assert json.loads(paste(again, found[1], environment["PORT"])[-1]) == by_graphql
