"""The vocabulary takes seconds to read: it is read once."""

from __future__ import annotations

import pytest

from worker.robustness.defences.defence import Guarded
from worker.robustness.defences.vocabulary import Vocabulary

LABELS = ("positive", "negative")


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return Vocabulary()


@pytest.fixture
def guarded() -> Guarded:
    return Guarded(LABELS)
