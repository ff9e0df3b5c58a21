"""The prompts that an attack offers next to a prompt."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from shared.robustness.prompt import CONTENT, appended, replaced
from worker.robustness.attacks.registry import WHOLE, AttackKind, Change, Order, WordsInPlay

# TextAttack puts this into the place of a word to see what it is worth.
UNKNOWN = "[UNK]"


@dataclass(frozen=True)
class Mixture:
    """Several attacks as one: at each word, what any of them offers."""

    name: str
    kinds: tuple[AttackKind, ...]
    order: Order = "delete"


Attacker = AttackKind | Mixture


def changes_at(kind: Attacker, play: WordsInPlay, place: int, seed: int) -> list[Change]:
    """What the attack may put into a place, each prompt once.

    The draw depends on seed, prompt and place only, so a search may ask in any order.
    """
    if isinstance(kind, Mixture):
        some = [one for one in kind.kinds if _may(one, play, place)]
        every = [change for one in some for change in changes_at(one, play, place, seed)]
        return list({change.after: change for change in every[::-1]}.values())[::-1]
    rng = Random(f"{seed}/{kind.name}/{place}/{play.text}")  # noqa: S311 - a draw, not a secret
    now = play.text
    made = [
        Change(place, text, after)
        for text in dict.fromkeys(kind.transformation(play, place, rng))
        if (after := _after(kind, play, place, text)) != now and _whole(play, after)
    ]
    for constraint in kind.constraints:
        if not made:
            break
        kept = constraint(play, made)
        made = [change for change, fine in zip(made, kept, strict=True) if fine]
    return made


def places_of(kind: Attacker, play: WordsInPlay) -> list[int]:
    """Places that the attack may change still, in the order of the words."""
    kinds = kind.kinds if isinstance(kind, Mixture) else (kind,)
    return [
        place
        for place in play.free
        if place not in play.edits and any(_may(one, play, place) for one in kinds)
    ]


def probes_of(kind: Attacker, play: WordsInPlay, places: list[int]) -> list[str]:
    """The prompt without each of the words, or with a mark in their places."""
    text = UNKNOWN if kind.order == "unk" else ""
    return [replaced(play.prompt, play.words, {**play.edits, place: text}) for place in places]


def whole_changes(kind: AttackKind, play: WordsInPlay, seed: int) -> list[Change]:
    """Of an attack that goes by no places: each prompt that it offers."""
    return changes_at(kind, play, WHOLE, seed)


def _may(kind: AttackKind, play: WordsInPlay, place: int) -> bool:
    return all(rule(play, place) for rule in kind.places)


def _after(kind: AttackKind, play: WordsInPlay, place: int, text: str) -> str:
    if place != WHOLE:
        return play.with_edit(place, text).text
    if kind.level == "semantic":
        return text
    return appended(play.prompt, play.words, text)


def _whole(play: WordsInPlay, after: str) -> bool:
    """Whether the sample still has its place."""
    return CONTENT in after or CONTENT not in play.prompt
