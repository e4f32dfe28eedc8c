"""What webhooks cost a write, and how fast they are delivered: `python -m tests.webhooks.measure`.

On a server of its own with a throw-away data directory and the defaults of `serve` but for one web worker.
"""

import subprocess
import sys

from tests.twentyapi.servers import own_environment, serving
from twentyapi.place import PROJECT

SETTINGS = {"TWENTYAPI_RATE_LIMIT": "false", "WEBHOOK_ALLOW_PRIVATE": "true"}

if __name__ == "__main__":
    with own_environment() as environment, serving(environment | SETTINGS, quiet=False):
        command = [sys.executable, "-m", "tests.webhooks.costs"]
        sys.exit(subprocess.run(command, cwd=PROJECT, env=environment | SETTINGS, check=False).returncode)
