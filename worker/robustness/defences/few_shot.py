"""Demonstrations before the sample: what an instruction lost, they still show."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from shared.robustness.prompt import CONTENT, filled
from shared.robustness.samples import Sample
from worker.robustness.defences.defence import Defence

SHOWN = 4
_LONGEST_WORDS = 60


def demonstrations(
    samples: Sequence[Sample], labels: Sequence[str], seed: int, count: int = SHOWN
) -> tuple[Sample, ...]:
    """As many samples of each label, drawn from a part that nothing is reported on.

    At least one of each label as long as there are `count` of them; samples that are long, or
    that hold a placeholder themselves, are left out.
    """
    usable = [
        one
        for one in samples
        if CONTENT not in one.content and len(one.content.split()) <= _LONGEST_WORDS
    ]
    rng = Random(seed)  # noqa: S311 - a draw, not a secret
    rng.shuffle(usable)
    waiting = {label: [one for one in usable if one.label == label] for label in labels}
    found: list[Sample] = []
    while len(found) < count and any(waiting.values()):
        found += [some.pop() for some in waiting.values() if some]
    found = found[:count]
    rng.shuffle(found)
    return tuple(found)


def with_demonstrations(prompt: str, shown: Sequence[Sample]) -> str:
    """The prompt with samples and their labels before the sample, laid out as the sample is.

    What is repeated begins with the line of the sample, so that an instruction stands once.
    """
    at = prompt.find(CONTENT)
    begin = prompt.rfind("\n", 0, max(0, at)) + 1
    head, block = prompt[:begin], prompt[begin:]
    gap = "" if block[-1:].isspace() else " "
    parts = [f"{filled(block, one.content)}{gap}{one.label}\n\n" for one in shown]
    return "".join([head, *parts, block])


def few_shot_defence(shown: Sequence[Sample]) -> Defence:
    """`with_demonstrations` as a defence."""
    return Defence.rewriting("few-shot", lambda prompt: with_demonstrations(prompt, shown))
