"""Publish, list and record in a network of one's own, and count what leaves by its other interface.

`unshare -nm python -m tests.e2e.eeg.network_counter FOLDER [--network]` prints one JSON object.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

from tests.e2e.eeg.streams import end, published, run_json, unused_name, write_csv

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


def main(folder: Path, options: list[str]) -> None:
    """Do it and print how many packets left, and how many samples came."""
    try:
        # Until then /sys shows the network that this process was started from.
        subprocess.run(["mount", "-t", "sysfs", "sysfs", "/sys"], check=True, capture_output=True)
        set_up()
    except (OSError, subprocess.CalledProcessError) as error:
        print(json.dumps({"refused": str(error)}))
        return
    time.sleep(SETTLE_S)
    before = sent()
    write_csv(folder / "in.csv", seconds=2)
    name = unused_name()
    stream = published("play", folder / "in.csv", "--lsl-name", name, "--wait", 30, *options)
    try:
        listed = run_json("list", *options)
        done = run_json(
            "record", "--lsl-name", name, "--seconds", 3, "--out", folder / "a.xdf", *options
        )
    finally:
        end(stream)
    found = name in [info["name"] for info in listed]
    print(json.dumps({"packets": sent() - before, "n_samples": done["n_samples"], "found": found}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
