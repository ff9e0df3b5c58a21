"""A Ray cluster: one that runs already, or one of this machine's own that nobody else can reach."""

from __future__ import annotations

import logging
import os
import secrets
import shutil
import tempfile
from pathlib import Path
from typing import Any

from shared.errors import AppError, first_line

# Ray puts its sockets below its folder, 71 letters deep, and a socket's path may have 107.
_LONGEST_FOLDER = 36
_LOOPBACK = "127.0.0.1"


class Cluster:
    """Joins the cluster at `address`, or starts one that ends with `close`.

    One that this process is part of already is used as it is, and left alone.

    Parameters
    ----------
    address : str, optional
        `ray://HOST:PORT` from outside the cluster, `HOST:PORT` on one of its machines; without it
        `RAY_ADDRESS`, and without that, a cluster of this machine.
    engines : int, optional
        Room for so many on this machine's own cluster; its cores unless given.

    Raises
    ------
    AppError
        `bad_request` where Ray is not installed, or no cluster answers.
    """

    def __init__(self, address: str | None = None, engines: int | None = None) -> None:
        address = address or os.environ.get("RAY_ADDRESS")
        self.ray = _import_ray(alone=not address)
        self._folder: Path | None = None
        self._began = not self.ray.is_initialized()
        if not self._began:
            return
        if address:
            self._join(address)
        else:
            self._start(engines)

    def close(self) -> None:
        """Leave the cluster, and end it if it was started here."""
        if self._began:
            self.ray.shutdown()
            self._began = False
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def engines(self, wanted: int | None = None) -> int:
        """How many engines it has room for: one on each graphics card, or else on each core.

        Raises
        ------
        AppError
            `bad_field` where more are wanted.
        """
        unit, name = ("GPU", "graphics cards") if self._has_cards() else ("CPU", "cores")
        room = max(1, int(self.ray.cluster_resources().get(unit, 1)))
        if wanted is None:
            return room
        if not 1 <= wanted <= room:
            limit = f"1 to {room}, the {name} of this cluster"
            raise AppError("bad_field", field="--workers", value=wanted, limit=limit)
        return wanted

    def actor(self, kind: type) -> Any:
        """`kind` as an actor with a core, and a graphics card where there are some."""
        cards = 1 if self._has_cards() else 0
        return self.ray.remote(kind).options(num_cpus=1, num_gpus=cards)

    def _has_cards(self) -> bool:
        return bool(self.ray.cluster_resources().get("GPU", 0) >= 1)

    def _join(self, address: str) -> None:
        try:
            self.ray.init(address=address, log_to_driver=False)
        except (ConnectionError, OSError, ValueError, RuntimeError, ImportError) as error:
            reason = f"No Ray cluster can be used at {address}: {first_line(error)}."
            advice = " Check the address, or leave it out to use this machine."
            raise AppError("bad_request", reason=reason + advice) from error

    def _start(self, engines: int | None) -> None:
        self._folder = _private_folder()
        self.ray.init(
            address="local",  # never one that somebody else has started here
            num_cpus=engines,
            include_dashboard=False,
            log_to_driver=False,
            logging_level=logging.ERROR,
            _temp_dir=str(self._folder / "r"),  # Ray opens it to everybody; not what is above it
        )
        if self.ray.util.get_node_ip_address() != _LOOPBACK:
            self.close()
            reason = "Ray was imported before it could be told to listen on this machine only."
            raise AppError("internal", reason=reason)


def _import_ray(*, alone: bool) -> Any:
    """Ray, which reads its environment when it is imported and when its processes start."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    # We tell of engines that die ourselves.
    os.environ["RAY_DEDUP_LOGS_SKIP_REGEX"] = "worker died or was killed"
    if alone:
        # Without clusters Ray uses the loopback interface only, on Linux as on other systems; it
        # takes "127.0.0.1" as its address for the outer one.
        os.environ["RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"] = "0"
        # Who can reach a cluster can run code in it: other users of this machine may not.
        os.environ.setdefault("RAY_AUTH_MODE", "token")
        os.environ.setdefault("RAY_AUTH_TOKEN", secrets.token_hex(32))
    try:
        import ray
    except ImportError as error:
        reason = 'Ray is not installed here. Add it to this environment (pip install ".[cluster]"'
        raise AppError(
            "bad_request", reason=f"{reason} in Vitrine's folder), or use processes: local."
        ) from error
    return ray


def _private_folder() -> Path:
    """A folder for Ray's sockets and logs that only we can read, with a short path."""
    base = tempfile.gettempdir()
    if os.name == "posix" and len(os.fsencode(base)) + len("/vr-12345678/r") > _LONGEST_FOLDER:
        base = "/tmp"  # noqa: S108 - mkdtemp makes a folder of our own in it, mode 0700
    return Path(tempfile.mkdtemp(prefix="vr-", dir=base))
