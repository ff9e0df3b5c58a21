"""`vitrine-worker serve`: run the host in the foreground."""

from __future__ import annotations

import argparse
import signal
import sys
from pathlib import Path

from shared.errors import AppError
from shared.paths import default_home
from shared.protocol.remote import read_remote
from shared.tasks.spec import TaskRegistry
from worker.commands.exits import DONE
from worker.host.liveness import STALL_FLOOR_S


def add_parser(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], registry: TaskRegistry
) -> None:
    """Describe the command."""
    parser = commands.add_parser("serve", help="run the host that accepts, stores and runs jobs")
    add_home(parser)
    parser.add_argument(
        "--listen", metavar="ENDPOINT", help="a TCP endpoint with CURVE, e.g. tcp://127.0.0.1:7755"
    )
    parser.add_argument(
        "--allow-remote",
        action="store_true",
        help="let --listen name an address beyond this machine",
    )
    parser.add_argument(
        "--lsl-network",
        action="store_true",
        help="let EEG streams of other computers be found over LSL (default: this computer only)",
    )
    parser.add_argument(
        "--executor",
        choices=("local", "ray"),
        default="local",
        help="where jobs run: in an engine of this machine, or on a Ray cluster (default: local)",
    )
    parser.add_argument(
        "--address",
        metavar="ADDRESS",
        help="ray: a cluster, ray://HOST:PORT (default: one of this machine, for this host only)",
    )
    parser.add_argument(
        "--workers",
        type=int,
        metavar="N",
        help="ray: so many engines (default: one on each graphics card, or else on each core)",
    )
    parser.add_argument("--keep-running", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--end-with-parent", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument(
        "--stall-s",
        type=float,
        default=STALL_FLOOR_S,
        metavar="S",
        help="seconds without a step after which the engine counts as stalled"
        " (default: %(default)s)",
    )
    parser.add_argument(
        "--recheck-s",
        type=float,
        default=10.0,
        metavar="S",
        help="seconds between two looks at blocked jobs (default: %(default)s)",
    )
    parser.set_defaults(command=serve)


def add_home(parser: argparse.ArgumentParser) -> None:
    """The option that names the worker's home."""
    parser.add_argument(
        "--home",
        type=Path,
        default=default_home(),
        metavar="DIR",
        help="folder of queue, artefacts, keys and logs (default: $VITRINE_HOME or %(default)s)",
    )


def serve(options: argparse.Namespace) -> int:
    """Serve until SIGTERM, Ctrl+C or a client's `Shutdown`.

    Raises
    ------
    AppError
        `bad_request` for a home that uses a host elsewhere: its clients would not come here; and
        where Ray is wanted and not installed, or no cluster answers. `bad_field` for options of a
        cluster without one.
    """
    _check_cluster(options)
    from worker.host.options import HostOptions
    from worker.host.service import HostService
    from worker.logs import configure_logging

    home = options.home.resolve()
    remote = read_remote(home)
    if remote is not None:
        reason = (
            f"{home} uses the worker at {remote.endpoint}. Before it serves, go back to one of its"
            " own: vitrine-worker keys --forget-host"
        )
        raise AppError("bad_request", reason=reason)
    configure_logging(home / "logs", "host")
    service = HostService(
        HostOptions(
            home=home,
            listen=options.listen,
            allow_remote=options.allow_remote,
            end_with_parent=options.end_with_parent,
            stall_floor_s=options.stall_s,
            lsl_network=options.lsl_network,
            recheck_s=options.recheck_s,
            on_cluster=options.executor == "ray",
            address=options.address,
            workers=options.workers,
        )
    )
    signal.signal(signal.SIGINT, lambda *_: service.stop())
    signal.signal(signal.SIGTERM, lambda *_: service.stop())
    if sys.stderr is not None and sys.stderr.isatty():
        sys.stderr.write(f"Serving {home}. Ctrl+C ends.\n")
    service.run()
    return DONE


def _check_cluster(options: argparse.Namespace) -> None:
    """Say at once what would otherwise be told by an engine child that cannot start."""
    if options.executor == "ray":
        # A host of this machine starts without it.
        from worker.executors.cluster import check_answers, check_ray

        check_ray()
        if options.workers is not None and options.workers < 1:
            raise AppError("bad_field", field="--workers", value=options.workers, limit="1 or more")
        check_answers(options.address)
        return
    for name in ("address", "workers"):
        value = getattr(options, name)
        if value is not None:
            limit = f"it is for --executor ray, and this is {options.executor}"
            raise AppError("bad_field", field=f"--{name}", value=value, limit=limit)
