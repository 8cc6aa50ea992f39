"""One server for all tests of a run."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from sva_gym import Server, serve


@pytest.fixture(scope="session", autouse=True)
def server() -> Iterator[Server]:
    """Where the tests' worlds are: they find it by the variables, as forked processes do."""
    with serve() as running:
        os.environ["SVA_URL"] = running.url
        os.environ["SVA_TOKEN"] = running.token or ""
        yield running
