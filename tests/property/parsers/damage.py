"""Bytes for a parser: anything, JSON of any shape, and good files with something wrong in them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from shared.errors import AppError

# The same cases each time, and few enough for every run; no limit of time, machines differ.
bounded = settings(
    max_examples=60,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
_NUMBERS = st.integers(-(2**70), 2**70) | st.floats()
_JSON = st.recursive(
    st.none() | st.booleans() | _NUMBERS | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4)
    ),
    max_leaves=12,
)
_DEEP = (
    b"[" * 9_000,
    b'{"a":' * 9_000,
    b"- " * 9_000,
    b"{[1]: 2}",
    b'{"a": &x [*x]}',
    b"when: 2026-99-99",
)


@st.composite
def damaged(draw: st.DrawFn, good: bytes) -> bytes:
    """A good file, cut, with bytes changed, doubled or put in."""
    data = bytearray(good)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        how = draw(st.sampled_from(("set", "cut", "insert", "double", "ones")))
        if how == "set" and data:
            data[at] = draw(st.integers(0, 255))
        elif how == "cut":
            del data[at:]
        elif how == "insert":
            data[at:at] = draw(st.binary(min_size=1, max_size=8))
        elif how == "double":
            data += data[at : at + 200]
        else:  # lengths and counts in headers become huge
            data[at : at + 8] = b"\xff" * 8
    return bytes(data)


def any_bytes(*good: bytes) -> st.SearchStrategy[bytes]:
    """Bytes of every kind named above."""
    kinds = [st.binary(max_size=400), st.sampled_from(_DEEP)]
    kinds.append(_JSON.map(lambda value: json.dumps(value).encode()))
    kinds += [damaged(file) for file in good]
    return st.one_of(*kinds)


def value_or_words(parse: Callable[[Path], Any], path: Path, data: bytes) -> None:
    """Parse the bytes as a file: any value will do, or an error that says something to a person."""
    path.write_bytes(data)
    try:
        parse(path)
    except AppError as error:
        assert len(str(error)) > 10
    except Exception as error:  # noqa: BLE001 - it is what is looked for
        pytest.fail(f"{type(error).__name__} instead of words: {error} for {data[:200]!r}")
