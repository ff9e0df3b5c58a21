"""The engine keeps what it loaded last, and no more than that."""

from __future__ import annotations

import pytest

from worker.engine.shelf import Shelf


def test_a_thing_is_loaded_once_while_it_is_used() -> None:
    loads: list[str] = []
    shelf = Shelf(keep=2)

    def get(key: str) -> str:
        return shelf.get(key, lambda: loads.append(key) or key)  # type: ignore[func-returns-value]

    for key in ("a", "b", "a", "c", "a", "b"):
        assert get(key) == key
    assert loads == ["a", "b", "c", "b"]


def test_a_failed_load_is_tried_again() -> None:
    shelf = Shelf()

    def fail() -> str:
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        shelf.get("a", fail)
    assert shelf.get("a", lambda: "there") == "there"
