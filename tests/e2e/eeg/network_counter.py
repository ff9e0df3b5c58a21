"""Publish, list and record in a network of one's own, and count what leaves by its other interface.

`unshare -nm python -m tests.e2e.eeg.network_counter FOLDER [--network] [--host]` prints one JSON
object; with `--host` a worker's acquisition records, as for a window.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

from shared.protocol.eeg_messages import EegList, EegStreams
from tests.doubles.hosts import HostProcess
from tests.e2e.eeg.streams import end, published, run_json, unused_name, write_csv
from tests.fault.eeg.acquisition import Panel

NAME, PEER = "outside", "there"
SETTLE_S = 0.5


def ip(*words: str) -> None:
    """One command of `ip`."""
    subprocess.run(["ip", *words], check=True, capture_output=True)


def set_up() -> None:
    """A loopback, and an interface with a route for everything else, multicast included."""
    for name in ("all", "default"):
        Path(f"/proc/sys/net/ipv6/conf/{name}/disable_ipv6").write_text("1")
    ip("link", "set", "lo", "up")
    ip("link", "add", NAME, "type", "veth", "peer", "name", PEER)
    ip("address", "add", "10.77.0.1/24", "broadcast", "10.77.0.255", "dev", NAME)
    for name in (NAME, PEER):
        ip("link", "set", name, "up")
    ip("route", "add", "default", "via", "10.77.0.2")
    ip("route", "add", "224.0.0.0/4", "dev", NAME)


def sent() -> int:
    """Packets that have left by the interface."""
    return int(Path(f"/sys/class/net/{NAME}/statistics/tx_packets").read_text())


def main(folder: Path, words: list[str]) -> None:
    """Do it and print how many packets left, and how many samples came."""
    try:
        # Until then /sys shows the network that this process was started from.
        subprocess.run(["mount", "-t", "sysfs", "sysfs", "/sys"], check=True, capture_output=True)
        set_up()
    except (OSError, subprocess.CalledProcessError) as error:
        print(json.dumps({"refused": str(error)}))
        return
    options = [word for word in words if word == "--network"]
    time.sleep(SETTLE_S)
    before = sent()
    write_csv(folder / "in.csv", seconds=8 if "--host" in words else 2)
    name = unused_name()
    # With a host the sender stays closed: what is counted then comes from acquisition.
    by_host = "--host" in words
    opened = [] if by_host else options
    stream = published("play", folder / "in.csv", "--lsl-name", name, "--wait", 30, *opened)
    try:
        if by_host:
            found, count = by_worker(folder / "home", name, open_to_all=bool(options))
        else:
            found, count = by_command(folder, name, options)
    finally:
        end(stream)
    print(json.dumps({"packets": sent() - before, "n_samples": count, "found": found}))


def by_command(folder: Path, name: str, options: list[str]) -> tuple[bool, int]:
    """List and record from the command line."""
    listed = run_json("list", *options)
    out = folder / "a.xdf"
    done = run_json("record", "--lsl-name", name, "--seconds", 3, "--out", out, *options)
    return name in [info["name"] for info in listed], done["n_samples"]


def by_worker(home: Path, name: str, *, open_to_all: bool) -> tuple[bool, int]:
    """List and record through a host."""
    home.mkdir(mode=0o700)
    with HostProcess(home, *(["--lsl-network"] if open_to_all else [])), Panel(home) as panel:
        streams = panel.ask(EegList(wait_s=2.0))
        assert isinstance(streams, EegStreams)
        panel.open(name)
        panel.record()
        panel.wait_index(400)
        panel.stop_and_close()
        count = len(panel.recorded("a.xdf").samples)
    return name in [info.name for info in streams.streams], count


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
