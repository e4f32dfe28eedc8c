"""The chapter "API keys and roles", pasted into a shell as a reader would."""

import json
import pathlib
import re

from tests.twentyapi.servers import own_environment, serving
from tests.twentyapi.test_readme import paste

GUIDE = (pathlib.Path(__file__).resolve().parents[2] / "docs" / "guide" / "api-keys-and-roles.md").read_text()


def test_the_chapter_works_as_pasted() -> None:
    blocks = re.findall(r"```sh\n(.*?)```", GUIDE, re.DOTALL)
    with own_environment() as environment, serving(environment) as (_, said):
        found = re.search(r"API key +(\S+)", said)
        assert found
        lines = [json.loads(line) for line in paste(blocks, found[1], environment["PORT"])]
    permissions, company, refused, ended, old, new = lines
    assert len(permissions["data"]["upsertObjectPermissions"]) == 1
    assert company["data"]["createCompany"]["createdBy"]["name"] == "Importer"
    assert (refused["statusCode"], refused["code"]) == (400, "PERMISSION_DENIED")
    assert ended["name"] == "Importer"
    assert (old["statusCode"], old["messages"]) == (403, ["This API Key is revoked"])
    assert new["data"]["companies"]
