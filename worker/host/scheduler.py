"""Which job runs next: a pure decision over values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from shared.jobs import Lane
from worker.host.store import JobRow

# One dispatch in so many goes to the least urgent lane that waits, so that batch never starves.
FAIRNESS_PERIOD = 8


class Turns(msgspec.Struct, frozen=True, kw_only=True):
    """What the scheduler remembers: dispatches so far and each client's last turn."""

    count: int = 0
    last_turn: Mapping[str, int] = {}

    def after(self, job: JobRow) -> Turns:
        """The memory after `job` was dispatched."""
        turns = {**self.last_turn, job.client: self.count + 1}
        return Turns(count=self.count + 1, last_turn=turns)


def choose(
    waiting: Mapping[Lane, Sequence[JobRow]],
    running: Sequence[Lane],
    turns: Turns,
    slots: int = 1,
) -> JobRow | None:
    """The job to start now, or None.

    An engine with a free slot takes the most urgent lane; one in so many times the least urgent. A
    busy engine takes only what is more urgent than all that it runs, which it steps in between two
    steps of the other. Within a lane clients take turns, then the oldest goes first.

    Parameters
    ----------
    slots : int
        So many jobs the engine runs side by side; 0 while it can take none.
    """
    lanes = sorted(lane for lane, jobs in waiting.items() if jobs)
    free = len(running) < slots
    if not free:
        lanes = [lane for lane in lanes if running and lane < min(running)]
    if not lanes:
        return None
    fair = free and turns.count % FAIRNESS_PERIOD == FAIRNESS_PERIOD - 1
    lane = lanes[-1] if fair else lanes[0]
    return min(
        waiting[lane],
        key=lambda job: (turns.last_turn.get(job.client, 0), job.created_at, job.job_id),
    )
