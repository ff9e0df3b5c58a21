"""What is known of the demonstrations of a setting, growing piece by piece."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from desktop.icl.badges import Badge, demo_badges
from desktop.icl.setup import Setup, example_of, prompt_order, same_prompt, same_scores
from shared.tasks.icl_pick import (
    COMPARED,
    ORDERS,
    PREDICTION,
    RETRIEVED,
    SCORES,
    Compared,
    DemoScore,
    DemoScores,
    OrderTries,
    PickedDemo,
    Prediction,
    Retrieved,
)

PIECES: dict[str, type[msgspec.Struct]] = {
    RETRIEVED: Retrieved,
    COMPARED: Compared,
    SCORES: DemoScores,
    PREDICTION: Prediction,
    ORDERS: OrderTries,
}


class Loading(msgspec.Struct, frozen=True):
    """A pool is being read or encoded before the first answer."""

    stage: str = ""
    done: int = 0
    total: int = 0


class Pick(msgspec.Struct, frozen=True):
    """All pieces so far.

    Attributes
    ----------
    setup : Setup
        For which the demonstrations were retrieved.
    is_old : bool
        The settings changed since: new pieces are on their way.
    order : tuple[str, ...]
        Ids in the prompt, top first.
    badges : Mapping
        What is wrong with rows, by id.
    ability : str
        What the language model tells, as `Retrieved.ability`; empty while that is not known.
    """

    setup: Setup = Setup()
    is_old: bool = False
    retrieved: Retrieved | None = None
    compared: Compared | None = None
    scores: DemoScores | None = None
    prediction: Prediction | None = None
    orders: OrderTries | None = None
    loading: Loading | None = None
    order: tuple[str, ...] = ()
    badges: Mapping[str, tuple[Badge, ...]] = {}
    ability: str = ""

    @property
    def demos(self) -> tuple[PickedDemo, ...]:
        """What was found, best first."""
        return self.retrieved.demos if self.retrieved is not None else ()

    @property
    def by_id(self) -> dict[str, PickedDemo]:
        """What was found, and what other retrievers found, by id."""
        lists = self.compared.lists if self.compared is not None else ()
        found = {demo.id: demo for one in lists for demo in one.demos}
        return found | {demo.id: demo for demo in self.demos}

    @property
    def in_prompt(self) -> tuple[PickedDemo, ...]:
        """Demonstrations of the prompt, top first."""
        known = self.by_id
        return tuple(known[one] for one in self.order if one in known)

    @property
    def others(self) -> tuple[PickedDemo, ...]:
        """Candidates that are not in the prompt, best first."""
        return tuple(demo for demo in self.demos if demo.id not in self.order)

    def score_of(self, row_id: str) -> DemoScore | None:
        """What the model makes of one demonstration, if it is known."""
        scores = self.scores.scores if self.scores is not None else ()
        return next((one for one in scores if one.id == row_id), None)

    def reason_of(self, row_id: str) -> str:
        """Why a candidate is not in the prompt: a reason of `LeftOut`, or empty."""
        left_out = self.retrieved.left_out if self.retrieved is not None else ()
        return next((one.reason for one in left_out if one.id == row_id), "")


def piece_of(kind: str, meta: dict[str, Any]) -> msgspec.Struct | None:
    """A piece from the wire; None for what this program does not know."""
    if kind == "loading":
        try:
            return msgspec.convert(meta, Loading)
        except msgspec.ValidationError:
            return Loading()
    wanted = PIECES.get(kind)
    if wanted is None:
        return None
    try:
        return msgspec.convert(meta, wanted)
    except msgspec.ValidationError:
        return None


def grown(pick: Pick, piece: msgspec.Struct, asked: Setup, current: Setup) -> Pick:
    """The pick with a piece that was asked for under `asked`, while `current` is set now.

    Scores belong to a query, an answer and tried orders to the exact setting; demonstrations are
    shown although the setting went on, as better than none.
    """
    replace = msgspec.structs.replace
    match piece:
        case Loading():
            return replace(pick, loading=piece)
        case Retrieved():
            order = tuple(
                demo.id for demo in sorted(piece.demos, key=lambda d: d.place) if demo.place >= 0
            )
            kept = pick.setup.query == asked.query
            ability = pick.ability if pick.setup.lm == asked.lm else ""
            return replace(
                pick,
                setup=asked,
                is_old=asked != current,
                retrieved=_rewarded(piece, pick) if kept else piece,
                compared=pick.compared if kept and pick.setup.compare == asked.compare else None,
                scores=pick.scores if same_scores(pick.setup, asked) else None,
                prediction=pick.prediction if same_prompt(pick.setup, asked) else None,
                orders=pick.orders if same_prompt(pick.setup, asked) else None,
                loading=None,
                order=order,
                badges=_badges(pick, piece, asked),
                ability=piece.ability or ability,
            )
        case DemoScores() if same_scores(asked, current):
            return replace(pick, scores=_merged(pick.scores, piece))
        case Compared() if asked.query == current.query and asked.compare == current.compare:
            return replace(pick, compared=piece)
        case Prediction() if same_prompt(asked, current):
            return replace(pick, prediction=piece)
        case OrderTries() if same_prompt(asked, current):
            return replace(pick, orders=piece)
        case _:
            return pick


def expected(pick: Pick, current: Setup) -> Pick:
    """The pick as the changed settings will have it, shown until the worker answers."""
    if pick.retrieved is None:
        return msgspec.structs.replace(pick, is_old=True)
    if same_prompt(pick.setup, current):
        return msgspec.structs.replace(pick, is_old=True)
    same_list = pick.setup.query == current.query and pick.setup.retriever == current.retriever
    order = prompt_order(pick.demos, current) if same_list else ()
    return msgspec.structs.replace(
        pick,
        is_old=True,
        order=order or pick.order,
        scores=pick.scores if pick.setup.lm == current.lm else None,
        prediction=None,
        orders=None,
        ability=pick.ability if pick.setup.lm == current.lm else "",
    )


def _rewarded(piece: Retrieved, pick: Pick) -> Retrieved:
    """A list that comes before its rewards keeps those that are known: they belong to the query."""
    known = {demo.id: demo.reward for demo in pick.demos}
    demos = tuple(
        demo
        if demo.reward is not None or known.get(demo.id) is None
        else msgspec.structs.replace(demo, reward=known[demo.id])
        for demo in piece.demos
    )
    return msgspec.structs.replace(piece, demos=demos)


def _badges(pick: Pick, piece: Retrieved, asked: Setup) -> Mapping[str, tuple[Badge, ...]]:
    """Checked again only for other rows or another query: scores come four times a second."""
    known = [demo.id for demo in pick.demos]
    if known == [demo.id for demo in piece.demos] and pick.setup.query == asked.query:
        return pick.badges
    rows = [example_of(demo) for demo in piece.demos]
    task = rows[0].task if rows else ""
    return demo_badges(rows, asked.query.example(task))


def _merged(known: DemoScores | None, new: DemoScores) -> DemoScores:
    """New scores with those that are known of other rows."""
    if known is None or known.measure != new.measure:
        return new
    fresh = {one.id for one in new.scores}
    kept = tuple(one for one in known.scores if one.id not in fresh)
    return msgspec.structs.replace(new, scores=(*new.scores, *kept))
