"""What the figures say about the language model's feedback, in words that claim no more.

A selector with feedback is credited with what it gains over controls that see the same labels and
no score of the model: label support, and the same re-ranker trained on equal answers. What they
gain as well, over BM25 or anything else, is not the feedback's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from shared.icl.retrievers import CONTROLS
from shared.statistics.paired import holm
from worker.statistics.bootstrap import Compared

Effect = Literal["helps", "none", "hurts", "unknown"]
LEVEL = 0.05


@dataclass(frozen=True)
class Claim:
    """A selector with feedback beside the controls.

    Attributes
    ----------
    retriever : str
    against : mapping
        By control: the selector less the control.
    gain : Compared or None
        The selector less BM25.
    control_gains : mapping
        By control: the control less BM25.
    """

    retriever: str
    against: Mapping[str, Compared]
    gain: Compared | None = None
    control_gains: Mapping[str, Compared] | None = None


@dataclass(frozen=True)
class Verdict:
    """What is said of one selector; `p` is of the weaker of its differences, adjusted by Holm."""

    retriever: str
    effect: Effect
    text: str
    p: float | None = None


def verdicts(claims: Sequence[Claim]) -> tuple[Verdict, ...]:
    """One for each claim; Holm's adjustment is over all that are tested."""
    tested = [claim for claim in claims if _is_whole(claim)]
    worst = [max(claim.against[name].p for name in CONTROLS) for claim in tested]
    adjusted = dict(zip((claim.retriever for claim in tested), holm(worst), strict=True))
    return tuple(_verdict(claim, adjusted.get(claim.retriever)) for claim in claims)


def _verdict(claim: Claim, p: float | None) -> Verdict:
    name = claim.retriever
    if p is None:
        missing = " and ".join(control for control in CONTROLS if control not in claim.against)
        text = (
            f"Nothing can be said about the language model's feedback in {name}: "
            f"{missing} is not in the table."
        )
        return Verdict(name, "unknown", text)
    differences = "; ".join(
        f"{name} − {control} {_points(claim.against[control])}" for control in CONTROLS
    )
    lows = [claim.against[control].ci95[0] for control in CONTROLS]
    highs = [claim.against[control].ci95[1] for control in CONTROLS]
    if min(lows) > 0 and p < LEVEL:
        text = (
            f"The language model's feedback helps: {differences}. Both controls see the same "
            "labels and no score of the model."
        )
        return Verdict(name, "helps", text, p)
    if min(highs) < 0:
        text = f"With the language model's feedback it is below a control without: {differences}."
        return Verdict(name, "hurts", f"{text}{_credit(claim)}", p)
    text = f"No effect of the language model's feedback was measured: {differences}."
    return Verdict(name, "none", f"{text}{_credit(claim)}", p)


def _credit(claim: Claim) -> str:
    """Whose the gain over BM25 is, where there is one."""
    gain = claim.gain
    if gain is None or gain.ci95[0] <= 0:
        return ""
    shared = {name: one for name, one in (claim.control_gains or {}).items() if one.ci95[0] > 0}
    start = f" {claim.retriever} − bm25 is {_points(gain)}"
    if shared:
        gains = ", ".join(f"{name} − bm25 {_points(one)}" for name, one in shared.items())
        return f"{start}, and controls without any score of the model gain, too: {gains}."
    return f"{start}; these figures do not say that it is the feedback's."


def _is_whole(claim: Claim) -> bool:
    return all(control in claim.against for control in CONTROLS)


def _points(one: Compared) -> str:
    """A difference in points of 100 with its interval."""
    delta, low, high = (_signed(100 * value) for value in (one.delta, *one.ci95))
    return f"{delta} [{low}, {high}]"


def _signed(value: float) -> str:
    rounded = f"{abs(value):.1f}"
    return f"{'−' if value < 0 and float(rounded) else '+' if float(rounded) else ''}{rounded}"
