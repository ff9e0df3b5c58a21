"""Senders as in the tests of the command line."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.e2e.eeg.conftest import start_sender
from tests.e2e.eeg.streams import SenderProcess, unused_name
from tests.fault.eeg.acquisition import RATE_HZ

__all__ = ["start_sender"]


@pytest.fixture
def name() -> Iterator[str]:
    """A stream whose first channel counts its samples."""
    name = unused_name()
    sender = SenderProcess("--name", name, "--source-id", f"{name}-id", "--rate", RATE_HZ)
    yield name
    sender.kill()
