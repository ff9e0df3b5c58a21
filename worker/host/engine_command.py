"""How the engine child is started: one that computes, or one that hands jobs to a cluster."""

from __future__ import annotations

import sys

from worker.host.options import HostOptions


def engine_command(options: HostOptions, endpoint: str, token: str) -> list[str]:
    """The command line of the engine child; both kinds speak the same protocol."""
    module = "worker.executors.cluster_engine" if options.on_cluster else "worker.engine"
    command = [sys.executable, "-m", module]
    command += ["--home", str(options.home), "--endpoint", endpoint, "--token", token]
    if options.on_cluster:
        command += ["--stall-s", str(options.stall_floor_s)]
        if options.address is not None:
            command += ["--address", options.address]
        if options.workers is not None:
            command += ["--workers", str(options.workers)]
    return command
