"""Words, edits and figures that window, reports and tasks share."""

from __future__ import annotations

from typing import Literal

import msgspec

Kind = Literal["replace", "insert", "delete"]


class PromptWord(msgspec.Struct, frozen=True, kw_only=True):
    """One word of a prompt, at characters `begin` to `end`.

    `lock` says why no attack may change it, empty where it may: `placeholder`, `label`, `template`
    or `asked`.
    """

    text: str
    begin: int
    end: int
    lock: str = ""


class Edit(msgspec.Struct, frozen=True, kw_only=True):
    """One difference between a prompt and its attacked form, in words.

    `at` is the place among the words of the prompt before; `before` is empty for an insertion and
    `after` for a deletion.
    """

    kind: Kind
    at: int
    before: str = ""
    after: str = ""


class Rate(msgspec.Struct, frozen=True, kw_only=True):
    """A share of samples with its interval of 95 % (Wilson)."""

    value: float
    ci95: tuple[float, float]
    n: int


class Errors(msgspec.Struct, frozen=True, kw_only=True):
    """How samples went wrong, as shares of all of them.

    Attributes
    ----------
    wrong : float
        A label, but another one.
    unreadable : float
        No label in what the model wrote.
    largest_share : float
        Of the answers, the most frequent label's.
    collapsed : bool
        Nearly everything has one answer, and the samples have not.
    """

    wrong: float
    unreadable: float
    largest_share: float
    collapsed: bool = False


class Drop(msgspec.Struct, frozen=True, kw_only=True):
    """What an attack does to the accuracy, on samples that the search has not seen.

    Attributes
    ----------
    clean, attacked : Rate
    drop : float
        Of accuracy, absolute; `drop_ci95` by the paired bootstrap.
    pdr : float or None
        Performance drop rate, 1 - attacked / clean (PromptBench, section 3); None where the clean
        accuracy is not above chance.
    pdr_ci95 : pair of float or None
    p : float
        Exact McNemar test, two-sided.
    discordant : pair of int
        Samples that were right before only, and after only.
    detectable : float
        The smallest drop that these many samples find in 80 % of cases.
    chance : float
    errors_clean, errors_attacked : Errors
    """

    clean: Rate
    attacked: Rate
    drop: float
    drop_ci95: tuple[float, float]
    pdr: float | None
    pdr_ci95: tuple[float, float] | None
    p: float
    discordant: tuple[int, int]
    detectable: float
    chance: float
    errors_clean: Errors
    errors_attacked: Errors
