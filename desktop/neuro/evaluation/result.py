"""What an evaluation came to, read from the files of its job."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from shared.tasks.neuro_evaluate import NeuroEvaluateRequest, NeuroEvaluateResult

Kind = Literal["confound", "simulated", "recordings", "unknown"]
METRICS_FILE = "metrics.json"
LEAKY, SAFE = "leaky_split_accuracy", "accuracy_in_another_session"


class _Document(NeuroEvaluateResult, frozen=True, kw_only=True):
    """`result.json`, where the request stands beside the result."""

    provenance: dict[str, Any] = msgspec.field(default_factory=dict)


@dataclass(frozen=True)
class Evaluation:
    """Figures as text, and a picture.

    Attributes
    ----------
    table : tuple of tuple of str
        Head first, in English.
    picture : bytes
        A PNG; empty where there is none.
    figures : dict of str to float
        Those that sentences name.
    notes : tuple of str
        How the figures are to be read and what was left out, in English.
    request : NeuroEvaluateRequest or None
        What was asked for; None if it cannot be read.
    """

    table: tuple[tuple[str, ...], ...] = ()
    picture_file: str = ""
    picture: bytes = b""
    figures: dict[str, float] | None = None
    simulated: bool = False
    n_trials: int = 0
    seconds: float = 0.0
    notes: tuple[str, ...] = ()
    request: NeuroEvaluateRequest | None = None

    @property
    def kind(self) -> Kind:
        """What was measured."""
        return kind_of(self.request)

    def figure(self, name: str) -> float | None:
        """A figure by its name; None if it is not there."""
        return (self.figures or {}).get(name)


def kind_of(request: NeuroEvaluateRequest | None) -> Kind:
    """What a request asks for."""
    if request is None:
        return "unknown"
    if request.confound_demo:
        return "confound"
    return "simulated" if request.simulate != "none" else "recordings"


def read_evaluation(data: bytes) -> Evaluation:
    """What `result.json` says; the picture comes by itself.

    Raises
    ------
    msgspec.MsgspecError
        If it says something else.
    """
    document = msgspec.json.decode(data, type=_Document)
    figures = {
        name: float(value)
        for name, value in document.metrics.items()
        if isinstance(value, int | float)
    }
    return Evaluation(
        table=document.table,
        picture_file=document.picture,
        figures=figures,
        simulated=document.simulated,
        n_trials=document.n_trials,
        seconds=document.seconds,
        request=_request_of(document.provenance.get("request")),
    )


class _Metrics(msgspec.Struct, frozen=True):
    """The part of `metrics.json` that a screen shows in words."""

    notes: tuple[str, ...] = ()


def read_notes(data: bytes) -> tuple[str, ...]:
    """The notes of `metrics.json`; none where it cannot be read, as the figures stand elsewhere."""
    try:
        return msgspec.json.decode(data, type=_Metrics).notes
    except msgspec.MsgspecError:
        return ()


def _request_of(raw: object) -> NeuroEvaluateRequest | None:
    try:
        return msgspec.convert(raw, NeuroEvaluateRequest)
    except msgspec.ValidationError:
        # Another version asked for something that this one does not know.
        return None
