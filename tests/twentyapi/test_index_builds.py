"""An index build that a kill has cut off is taken up when the server starts again."""

import time

from tests.twentyapi.servers import own_environment, run, serving

LEFT = """
from metadata.models import IndexMetadata
row = IndexMetadata.objects.filter(name__startswith="IDX_").first()
IndexMetadata.objects.filter(id=row.id).update(state="BUILDING")
print(row.id)
"""
STATE = """
from metadata.models import IndexMetadata
print(IndexMetadata.objects.filter(state="BUILDING").count())
"""


def test_a_build_that_was_cut_off_is_taken_up():
    with own_environment() as environment:
        with serving(environment):
            pass
        assert run(environment, "shell", "-v", "0", "-c", LEFT).returncode == 0
        with serving(environment):
            deadline = time.monotonic() + 30
            while (waiting := run(environment, "shell", "-v", "0", "-c", STATE).stdout.strip()) != "0":
                assert time.monotonic() < deadline, waiting
            assert "agree" in run(environment, "check_workspaces").stdout
