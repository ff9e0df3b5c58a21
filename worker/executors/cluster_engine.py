"""The engine child of a host whose jobs run on a Ray cluster, started by that host only.

It speaks to the host as an engine does. Jobs go to engines of the cluster; streams, which are worth
something for milliseconds only, are done here.
"""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Iterator
from pathlib import Path

from shared.errors import AppError
from shared.protocol.frames import Envelope
from shared.protocol.messages import EngineCancel, EngineRun, EngineUnfit
from worker.engine.channel import EngineChannel
from worker.engine.child import begin_child, child_parser
from worker.engine.loop import EngineLoop
from worker.executors.actor_engine import ActorEngine
from worker.executors.actors import ActorPool
from worker.executors.cluster import Cluster, check_version
from worker.executors.cluster_jobs import ClusterJobs

_IDLE_S = 0.2
# So long a message of the host waits at most while the cluster works.
_POLL_S = 0.05
# A host waits for three seconds before it kills.
_CLOSE_S = 2.2


class ClusterEngine:
    """Does streams here and jobs there, until told to stop."""

    def __init__(self, home: Path, channel: EngineChannel, jobs: ClusterJobs) -> None:
        self._channel, self._jobs = channel, jobs
        self._streams = EngineLoop(home, channel)

    def serve(self, stop: threading.Event) -> None:
        """Do what comes until `stop`."""
        self._streams.sweep()
        while not stop.is_set():
            self._take_messages()
            if self._streams.busy:
                self._streams.step()
            self._jobs.poll(0 if self._streams.busy else _POLL_S)
            self._channel.steps += 1  # who stands still on the cluster is found out by `poll`
            self._channel.slots = self._jobs.slots
            self._channel.device = self._jobs.device

    def _take_messages(self) -> None:
        inbox = self._channel.inbox
        with contextlib.suppress(queue.Empty):
            if not self._streams.busy and not self._jobs.expecting:
                self._take(inbox.get(timeout=_IDLE_S))
            while True:
                self._take(inbox.get_nowait())

    def _take(self, envelope: Envelope) -> None:
        match envelope.message:
            case EngineRun(stream=None) as run:
                self._jobs.begin(run)
            case EngineCancel() as cancel:
                self._jobs.cancel(cancel.job_id)
                self._streams.take(envelope)
            case _:
                self._streams.take(envelope)


def main() -> None:
    """Serve the host at `--endpoint` until its end of our standard input closes."""
    parser = child_parser("worker.executors.cluster_engine")
    parser.add_argument("--address")
    parser.add_argument("--workers", type=int)
    parser.add_argument("--stall-s", type=float, required=True)
    options = parser.parse_args()
    stop, closed = threading.Event(), threading.Event()

    joined: list[Cluster] = []

    def wind_up() -> None:
        stop.set()
        if not closed.wait(_CLOSE_S):
            for cluster in joined:
                cluster.abandon()

    channel = begin_child(options, slots=0, on_orphaned=wind_up)
    try:
        with (
            _joined(options.address, options.workers) as cluster,
            _engines(cluster, options.workers, options.home) as pool,
        ):
            joined.append(cluster)
            jobs = ClusterJobs(
                cluster.ray,
                pool,
                options.home,
                channel.send,
                stall_floor_s=options.stall_s,
                own=cluster.folder is not None,
            )
            channel.greet()
            ClusterEngine(options.home, channel, jobs).serve(stop)
    except AppError as error:
        channel.send(EngineUnfit(reason=str(error)))
    finally:
        channel.close()
        closed.set()


@contextlib.contextmanager
def _joined(address: str | None, workers: int | None) -> Iterator[Cluster]:
    cluster = Cluster(address, workers)
    try:
        yield cluster
    finally:
        cluster.close()


@contextlib.contextmanager
def _engines(cluster: Cluster, workers: int | None, home: Path) -> Iterator[ActorPool]:
    kind = cluster.actor(ActorEngine)
    # Machines of another cluster have a home and a temporary folder of their own.
    places = (str(home), str(cluster.folder)) if cluster.folder is not None else ()
    pool = ActorPool(cluster, lambda: kind.remote(*places), cluster.engines(workers), check_version)
    try:
        yield pool
    finally:
        pool.close()


if __name__ == "__main__":
    main()
