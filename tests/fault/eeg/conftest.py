"""Senders as in the tests of the command line."""

from __future__ import annotations

from tests.e2e.eeg.conftest import start_sender

__all__ = ["start_sender"]
