"""A host and its engine, killed at random moments while jobs are sent and run."""

from __future__ import annotations

import random
import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path

from shared.ids import new_job_id
from shared.jobs import ENDED
from tests.doubles.hosts import HostProcess, Watcher, wait_until
from tests.doubles.tasks import ProbeRequest

POISON = 7
LONGEST_S = 300


@dataclass(frozen=True)
class Survived:
    """How jobs ended that were sent under kills; none was lost."""

    succeeded: int
    set_aside: int
    run_again: int


def integrity(home: Path) -> str:
    """What SQLite says of the queue."""
    with sqlite3.connect(home / "queue.sqlite") as database:
        return str(database.execute("PRAGMA integrity_check").fetchone()[0])


def run_under_kills(
    home: Path,
    jobs: int,
    engine_kills: int,
    host_kills: int,
    step_s: float = 0.02,
    latest_s: float = 0.5,
) -> Survived:
    """Submit jobs, one of them poison, while engine and host are killed at random moments.

    Each kill comes up to `latest_s` after the one before.

    Raises
    ------
    AssertionError
        Where an accepted job is lost, is there twice, or has another's result.
    """
    random_moment = random.Random(20260101)
    kills = ["engine"] * engine_kills + ["host"] * host_kills
    random_moment.shuffle(kills)
    host = HostProcess(home).start()
    try:
        with Watcher(home) as watcher:
            ids = [new_job_id() for _ in range(jobs)]
            futures = [
                watcher.client.submit(
                    "test.probe",
                    ProbeRequest(
                        kind="poison" if n == POISON else "work", step_s=step_s, label=f"{n}"
                    ),
                    job_id=job_id,
                    timeout_s=LONGEST_S,
                )
                for n, job_id in enumerate(ids)
            ]
            for victim in kills:
                time.sleep(random_moment.uniform(0.05, latest_s))
                if victim == "engine":
                    wait_until(host.kill_engine, "an engine to kill")
                else:
                    host.kill()
                    host.start()
            for future in futures:
                future.result(LONGEST_S)
            for job_id in ids:
                watcher.wait_ended(job_id, timeout_s=LONGEST_S)
            found = [watcher.jobs[job_id] for job_id in ids]
    finally:
        host.stop()
    assert integrity(home) == "ok"
    with sqlite3.connect(home / "queue.sqlite") as database:
        stored = dict(database.execute("SELECT job_id, state FROM jobs").fetchall())
    assert set(stored) == set(ids), "every accepted job is there once, and no other"
    assert found[POISON].state == "quarantined"
    assert found[POISON].attempts == 3
    for n, job_id in enumerate(ids):
        assert stored[job_id] in {str(state) for state in ENDED}
        if stored[job_id] == "succeeded":
            assert (home / "results" / job_id / "label.txt").read_text() == str(n)
        else:
            assert stored[job_id] == "quarantined"
            assert found[n].attempts == 3, "set aside only after three attempts"
    succeeded = sum(job.state == "succeeded" for job in found)
    return Survived(succeeded, jobs - succeeded, sum(job.attempts > 1 for job in found))
