"""References of language models: their kind, what is refused, what is remembered."""

from __future__ import annotations

import pytest

from desktop.core.model_refs import (
    MOST_MODELS_KEPT,
    SMALL_MODELS,
    kind_of,
    problem_of,
    remembered,
    short_name,
)


@pytest.mark.parametrize(
    ("ref", "kind", "short"),
    [
        ("default", "default", "default"),
        ("models/smol/", "folder", "smol"),
        ("C:\\models\\smol", "folder", "smol"),
        ("models/Smol.Q8_0.GGUF", "gguf", "Smol.Q8_0.GGUF"),
        ("http://host:8000/v1#org/smol", "server", "org/smol"),
    ],
)
def test_a_reference_says_what_it_names(ref: str, kind: str, short: str) -> None:
    assert (kind_of(ref), short_name(ref), problem_of(ref)) == (kind, short, "")


@pytest.mark.parametrize(
    ("ref", "problem"),
    [
        ("http://host/v1", "name"),
        ("http://host/v1#", "name"),
        ("https://me:word@host/v1#smol", "secret"),
        ("https://host/v1?api_key=word#smol", "secret"),
    ],
)
def test_an_address_without_a_name_or_with_a_key_is_refused_and_forgotten(
    ref: str, problem: str
) -> None:
    assert problem_of(ref) == problem
    assert remembered(ref, ("a",)) == ("a",)


def test_the_newest_models_are_remembered_once() -> None:
    many = tuple(f"m{number}" for number in range(20))
    assert remembered("m3", many)[:3] == ("m3", "m0", "m1")
    assert len(remembered("new", many)) == MOST_MODELS_KEPT
    assert remembered("default", ("a",)) == ("a",)


def test_small_models_are_those_that_the_worker_ships() -> None:
    from worker.lm.loading import SHIPPED

    assert set(SMALL_MODELS) == set(SHIPPED)
    assert remembered(SMALL_MODELS[0], ("a",)) == ("a",)
