"""Attacks by name: what each puts into the places of words, and what it may not.

A lab adds its own with `register`, from a module named in `VITRINE_TASK_MODULES`.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Literal

from shared.errors import AppError
from shared.robustness.figures import PromptWord
from shared.robustness.prompt import free_places, replaced
from shared.tasks.registry import PLUGINS_VARIABLE
from shared.tasks.robustness_evaluate import Level

# In which order words are attacked: by how much it hurts to delete them or to put [UNK] into
# their places. "all": there is no order, whatever the transformation gives is tried.
Order = Literal["delete", "unk", "all"]
Method = Literal["greedy", "all"]
WHOLE = -1  # the place that transformations of whole prompts are given


@dataclass(frozen=True)
class WordsInPlay:
    """A prompt on its way through an attack.

    Attributes
    ----------
    prompt : str
        Before any edit; `words` are its words.
    edits : mapping of int to str
        By the place of a word: what stands there now.
    labels : tuple of str
    """

    prompt: str
    words: tuple[PromptWord, ...]
    edits: Mapping[int, str] = field(default_factory=dict)
    labels: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The prompt as it is now."""
        return replaced(self.prompt, self.words, self.edits)

    @property
    def free(self) -> tuple[int, ...]:
        """Places of the words that may be changed."""
        return free_places(self.words)

    def word(self, place: int) -> str:
        """What stands at a place now."""
        return self.edits.get(place, self.words[place].text)

    def with_edit(self, place: int, text: str) -> WordsInPlay:
        """The same with another text at a place."""
        return WordsInPlay(self.prompt, self.words, {**self.edits, place: text}, self.labels)


@dataclass(frozen=True)
class Change:
    """What a transformation offers: `text` at `place`, which makes the prompt `after`.

    `place` is `WHOLE` for an appended text or a whole prompt.
    """

    place: int
    text: str
    after: str


# Texts for the word at a place. At the sentence level the place is WHOLE, and the texts are
# appended to the prompt; at the semantic level they are whole prompts.
Transformation = Callable[[WordsInPlay, int, Random], tuple[str, ...]]
# Which of the changes of a prompt are allowed, all at once because some ask a model.
Constraint = Callable[[WordsInPlay, Sequence[Change]], Sequence[bool]]
# Whether the word at a place may be changed at all.
PlaceRule = Callable[[WordsInPlay, int], bool]


@dataclass(frozen=True)
class AttackKind:
    """An attack.

    Attributes
    ----------
    name : str
    level : "character" | "word" | "sentence" | "semantic"
    transformation : Transformation
    constraints : tuple of Constraint
    order : "delete" | "unk" | "all"
    places : tuple of PlaceRule
        Beside the locks of the words; no attack changes a word twice.
    search : "greedy" | "all"
        What it uses unless something else is asked for.
    about : str
        For a person: what it does, and in what it differs from its paper.
    """

    name: str
    level: Level
    transformation: Transformation
    constraints: tuple[Constraint, ...] = ()
    order: Order = "delete"
    places: tuple[PlaceRule, ...] = ()
    search: Method = "greedy"
    about: str = ""


_BUILT_IN = tuple(
    f"worker.robustness.attacks.{name}" for name in ("characters", "words", "appended", "semantic")
)
# TextAttack's own classes by name; they are not listed, because importing them takes seconds.
TEXTATTACK = "textattack:"
_kinds: dict[str, AttackKind] = {}


def register(kind: AttackKind) -> AttackKind:
    """Make an attack known by its name.

    Raises
    ------
    ValueError
        If another one has the name.
    """
    if _kinds.get(kind.name, kind) != kind:
        raise ValueError(f"attack {kind.name} is registered twice")
    _kinds[kind.name] = kind
    return kind


def attack_names() -> tuple[str, ...]:
    """The names of all attacks that are known."""
    plugins = filter(None, os.environ.get(PLUGINS_VARIABLE, "").split(","))
    for module in (*_BUILT_IN, *plugins):
        importlib.import_module(module)
    return tuple(_kinds)


def attack_kind(name: str) -> AttackKind:
    """The attack of that name.

    Raises
    ------
    AppError
        `bad_field` that names those there are.
    """
    if name.startswith(TEXTATTACK):
        from worker.robustness.textattack_bridge.adapter import textattack_kind

        return textattack_kind(name)
    names = attack_names()
    if name not in _kinds:
        limit = f"one of {', '.join(names)}"
        raise AppError("bad_field", field="attack", value=name[:80], limit=limit)
    return _kinds[name]
