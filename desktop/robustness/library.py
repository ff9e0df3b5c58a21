"""Prompts to begin with: by data set, role or task, zero-shot or few-shot; no Qt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from shared.robustness.families import FamilyPrompt, all_prompts, family_datasets
from shared.robustness.prompt import words_of


class LibraryPrompt(NamedTuple):
    """One prompt; `family` is role or task, `shots` zero or few."""

    dataset: str
    family: str
    shots: str
    text: str
    labels: tuple[str, ...]
    locked: tuple[str, ...] = ()


def chosen(
    prompts: Sequence[LibraryPrompt], dataset: str, family: str, shots: str, typed: str
) -> tuple[LibraryPrompt, ...]:
    """Prompts that fit; an empty choice takes all, typed words must all be in the text."""
    parts = typed.casefold().split()
    return tuple(
        one
        for one in prompts
        if dataset in ("", one.dataset)
        and family in ("", one.family)
        and shots in ("", one.shots)
        and all(part in f"{one.dataset} {one.text}".casefold() for part in parts)
    )


def datasets(prompts: Sequence[LibraryPrompt]) -> tuple[str, ...]:
    """The data sets in their order."""
    return tuple(dict.fromkeys(one.dataset for one in prompts))


def load_library() -> tuple[LibraryPrompt, ...]:
    """The prompts that ship: each family of each data set.

    The worked examples of few-shot prompts are locked, as far as the instruction does without
    their words.
    """
    titles = {name: one.title for name, one in family_datasets().items()}
    return tuple(
        LibraryPrompt(
            titles[one.dataset], one.family, one.shots, one.text, one.labels, _locked(one)
        )
        for one in all_prompts()
    )


def _locked(prompt: FamilyPrompt) -> tuple[str, ...]:
    own = {word.text.casefold() for word in words_of(prompt.instruction, prompt.labels)}
    shown = (
        word.text.casefold()
        for word in prompt.words()
        if word.lock == "asked" and word.text.casefold() not in own
    )
    return tuple(dict.fromkeys(shown))
