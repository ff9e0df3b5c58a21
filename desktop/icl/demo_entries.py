"""The list of demonstrations as values: those of the prompt, top first, then the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from desktop.icl.badges import Badge
from desktop.icl.pick import Pick
from desktop.icl.setup import Setup
from shared.tasks.icl_pick import DemoScore, PickedDemo


class Entry(msgspec.Struct, frozen=True):
    """One line of the list; without a demonstration it parts one group from the next.

    Attributes
    ----------
    title : "others" | "banned"
        Of the group below a line without a demonstration.
    place : int
        In the prompt from 0 at the top; -1 outside.
    rank : int
        Of the retriever, from 1.
    used : int
        In how many of the last queries' prompts it was.
    """

    demo: PickedDemo | None = None
    place: int = -1
    rank: int = 0
    score: DemoScore | None = None
    pinned: bool = False
    banned: bool = False
    reason: str = ""
    badges: tuple[Badge, ...] = ()
    used: int = 0
    title: str = ""


class Scales(msgspec.Struct, frozen=True):
    """The ends of the bars, the same for a whole column.

    Attributes
    ----------
    gain : float
        Largest gain or loss of any, nats per token.
    cone : tuple[float, float]
        Lowest and highest ConE.
    measure : str
        `gain`, `cone`, or empty where nothing was scored yet.
    reward : float or None
        Largest size of a reward, standard deviations; None where no re-ranker tells any.
    """

    similarity: float = 1.0
    gain: float = 0.1
    cone: tuple[float, float] = (0.0, 1.0)
    measure: str = ""
    reward: float | None = None


def entries(
    pick: Pick,
    setup: Setup,
    uses: Mapping[str, int] | None = None,
    banned: Sequence[PickedDemo] = (),
) -> tuple[Entry, ...]:
    """What the list shows; `banned` are rows that the worker does not send any more."""
    if pick.retrieved is None:
        return ()
    ranks = {demo.id: rank for rank, demo in enumerate(pick.demos, 1)}

    def entry(demo: PickedDemo, place: int) -> Entry:
        return Entry(
            demo,
            place,
            ranks.get(demo.id, 0),
            pick.score_of(demo.id),
            demo.id in setup.pinned or (demo.pinned and not pick.is_old),
            demo.id in setup.banned,
            "banned" if demo.id in setup.banned else pick.reason_of(demo.id),
            pick.badges.get(demo.id, ()),
            (uses or {}).get(demo.id, 0),
        )

    inside = [entry(demo, place) for place, demo in enumerate(pick.in_prompt)]
    outside = [entry(demo, -1) for demo in pick.others if demo.id not in setup.banned]
    shown = [*inside, Entry(title="others"), *outside]
    if banned:
        shown += [Entry(title="banned"), *(entry(demo, -1) for demo in banned)]
    return tuple(shown)


def scales(pick: Pick) -> Scales:
    """The columns' scales; they only jump when a score leaves them."""
    scores = pick.scores.scores if pick.scores is not None else ()
    gains = [abs(one.gain) for one in scores if one.gain is not None]
    rewards = [abs(demo.reward) for demo in pick.demos if demo.reward is not None]
    cones = [one.cone for one in scores if one.cone is not None]
    return Scales(
        similarity=max([0.05, *(demo.similarity for demo in pick.demos)]),
        gain=max([0.1, *gains]),
        cone=(min(cones), max(cones)) if cones else (0.0, 1.0),
        measure=pick.scores.measure if pick.scores is not None else "",
        reward=max([0.1, *rewards]) if rewards else None,
    )


def moved(inside: tuple[str, ...], row_id: str, to: int) -> tuple[str, ...]:
    """Ids of the prompt with one put in front of place `to`; beyond the end takes it out."""
    place = inside.index(row_id) if row_id in inside else -1
    rest = [one for one in inside if one != row_id]
    if to > len(inside):
        return tuple(rest)
    at = to - 1 if 0 <= place < to else to
    return (*rest[:at], row_id, *rest[at:])
