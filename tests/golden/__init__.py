"""Documents that the servers must reproduce."""

import pathlib

GOLDEN = pathlib.Path(__file__).parent
