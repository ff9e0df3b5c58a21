"""Everything that a person sets for attacks on one prompt, and the requests that come of it."""

from __future__ import annotations

import msgspec

from desktop.core.model_refs import DEFAULT_MODEL
from shared.robustness.figures import PromptWord
from shared.robustness.prompt import CONTENT, words_of
from shared.tasks.robustness import (
    DefenceName,
    RobustnessAttackRequest,
    RobustnessDefendRequest,
    RobustnessExplainRequest,
    RobustnessTransferRequest,
    SearchName,
)


class Setup(msgspec.Struct, frozen=True):
    """The whole setting.

    Attributes
    ----------
    data : str
        Path of the samples; empty while there are none.
    labels : tuple of str
        Empty for those of the data.
    queries : int
        Prompts times samples at most; 0 for no limit.
    """

    prompt: str = ""
    data: str = ""
    labels: tuple[str, ...] = ()
    model: str = DEFAULT_MODEL
    attacks: tuple[str, ...] = ("textfooler",)
    search: SearchName = "own"
    samples: int = 200
    report: int = 1000
    queries: int = 0
    locked: tuple[str, ...] = ()
    unlocked: tuple[str, ...] = ()
    write: bool = False
    seed: int = 0


class DataFacts(msgspec.Struct, frozen=True):
    """What is known of the samples' file: how many rows are good and bad, and its labels."""

    path: str = ""
    samples: int = 0
    bad: int = 0
    labels: tuple[str, ...] = ()
    first_problem: str = ""


def labels_of(setup: Setup, facts: DataFacts) -> tuple[str, ...]:
    """The labels in use: those typed, or those of the data."""
    return setup.labels or facts.labels


def words(setup: Setup, facts: DataFacts) -> tuple[PromptWord, ...]:
    """The prompt's words, each with its lock."""
    return words_of(setup.prompt, labels_of(setup, facts), setup.locked, setup.unlocked)


def with_lock(setup: Setup, word: PromptWord) -> Setup:
    """Lock a free word or free a locked one; placeholders and labels stay locked.

    All places where the word stands follow, as the worker goes by words.
    """
    text = word.text.casefold()
    if word.lock in ("placeholder", "label"):
        return setup
    locked = tuple(one for one in setup.locked if one.casefold() != text)
    unlocked = tuple(one for one in setup.unlocked if one.casefold() != text)
    if word.lock == "template":
        unlocked = (*unlocked, word.text)
    elif not word.lock and len(unlocked) == len(setup.unlocked):
        # A word of the template that was freed is locked by itself once it is no longer free.
        locked = (*locked, word.text)
    return msgspec.structs.replace(setup, locked=locked, unlocked=unlocked)


def problem(setup: Setup, facts: DataFacts) -> str:
    """Why nothing can run now: data, content, labels, words or attacks; empty where all is there.

    `labels` where fewer than two are known, `words` where every word is locked.
    """
    if not setup.data or not facts.samples:
        return "data"
    if CONTENT not in setup.prompt:
        return "content"
    if len(set(labels_of(setup, facts))) < 2:
        return "labels"
    if all(word.lock for word in words(setup, facts)):
        return "words"
    return "" if setup.attacks else "attacks"


def typed_labels(text: str) -> tuple[str, ...]:
    """Labels as a person types them, parted by commas."""
    parts = (part.strip() for part in text.replace("，", ",").split(","))
    return tuple(dict.fromkeys(part for part in parts if part))


def attack_request(setup: Setup, attack: str) -> RobustnessAttackRequest:
    """One attack, to be measured on held-out samples."""
    return RobustnessAttackRequest(
        prompt=setup.prompt,
        data=setup.data,
        labels=setup.labels,
        attack=attack,
        model=setup.model,
        search=setup.search,
        samples=setup.samples,
        report=setup.report,
        locked=setup.locked,
        unlocked=setup.unlocked,
        queries=setup.queries,
        write=setup.write,
        seed=setup.seed,
    )


def explain_request(setup: Setup, attacked: str, ablated: int) -> RobustnessExplainRequest:
    """Which words count, in the prompt and in its attacked form; `ablated` words for a certificate.

    An attacked form is left out where it is the prompt itself.
    """
    return RobustnessExplainRequest(
        prompt=setup.prompt,
        data=setup.data,
        labels=setup.labels,
        attacked="" if attacked == setup.prompt else attacked,
        model=setup.model,
        samples=setup.samples,
        ablated=ablated,
        seed=setup.seed,
    )


def transfer_request(
    setup: Setup, models: tuple[str, ...], attack: str
) -> RobustnessTransferRequest:
    """One attack on each of several models."""
    return RobustnessTransferRequest(
        prompt=setup.prompt,
        data=setup.data,
        labels=setup.labels,
        attack=attack,
        models=models,
        samples=setup.samples,
        report=setup.report,
        seed=setup.seed,
    )


def defend_request(
    setup: Setup,
    defences: tuple[DefenceName, ...],
    attack: str,
    attacked: str,
    *,
    separately: bool,
    adaptive: bool,
) -> RobustnessDefendRequest:
    """Defences before the prompt; an empty `attacked` lets the worker attack it first."""
    return RobustnessDefendRequest(
        prompt=setup.prompt,
        data=setup.data,
        labels=setup.labels,
        attacked=attacked,
        attack=attack,
        defences=defences,
        separately=separately,
        adaptive=adaptive,
        model=setup.model,
        samples=setup.samples,
        report=setup.report,
        seed=setup.seed,
    )
