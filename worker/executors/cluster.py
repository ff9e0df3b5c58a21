"""A Ray cluster: one that runs already, or one of this machine's own that nobody else can reach."""

from __future__ import annotations

import importlib.util
import logging
import os
import secrets
import shutil
import socket
import tempfile
from pathlib import Path
from typing import Any

import psutil

from shared import VERSION
from shared.errors import AppError, first_line

# Ray puts its sockets below its folder, 71 letters deep, and a socket's path may have 107.
_LONGEST_FOLDER = 36
_LOOPBACK = "127.0.0.1"
_CLIENT = "ray://"
_ANSWER_S = 10.0
_PREFIX = "vr-"


def check_ray() -> None:
    """Whether Ray is there, without the seconds that importing it takes.

    Raises
    ------
    AppError
        `bad_request` where it is not installed.
    """
    if importlib.util.find_spec("ray") is None:
        raise _no_ray()


def check_answers(address: str | None) -> None:
    """Whether something listens where a cluster is said to be; Ray itself waits for minutes.

    Raises
    ------
    AppError
        `bad_request` where nothing does.
    """
    place = (address or "").removeprefix(_CLIENT)
    host, colon, port = place.rpartition(":")
    if not colon or not port.isdigit():
        return  # Ray has names for clusters too, such as `auto`
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=_ANSWER_S).close()
    except (OSError, OverflowError) as error:
        raise _no_cluster(place, error) from None


def _no_cluster(address: str, error: Exception) -> AppError:
    reason = f"No Ray cluster can be used at {address}: {first_line(error)}."
    advice = " Check the address, or leave it out to use this machine."
    return AppError("bad_request", reason=reason + advice)


def check_version(version: str) -> None:
    """Refuse engines of another version.

    Raises
    ------
    AppError
        `bad_request` naming both.
    """
    if version != VERSION:
        reason = f"The cluster has Vitrine {version} and this machine {VERSION}, which may differ"
        raise AppError("bad_request", reason=f"{reason} in what they make. Install the same on it.")


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

    @property
    def folder(self) -> Path | None:
        """Where this machine's own cluster has its files, which go with it; None for another's."""
        return self._folder

    def close(self) -> None:
        """Leave the cluster, and end it if it was started here."""
        if self._began:
            self.ray.shutdown()
            self._began = False
        self.abandon()

    def abandon(self) -> None:
        """Remove the files of this machine's own cluster where there is no time to `close` it.

        Its processes end with this one.
        """
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
        check_answers(address)
        try:
            self.ray.init(address=address, log_to_driver=False)
        except (ConnectionError, OSError, ValueError, RuntimeError, ImportError) as error:
            raise _no_cluster(address, error) from error

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
        raise _no_ray() from error
    return ray


def _no_ray() -> AppError:
    reason = 'Ray is not installed here. Add it to this environment (pip install ".[cluster]"'
    return AppError("bad_request", reason=f"{reason} in Vitrine's folder), or use no cluster.")


def _private_folder() -> Path:
    """A folder for Ray's sockets and logs that only we can read, with a short path."""
    base = tempfile.gettempdir()
    if (
        os.name == "posix"
        and len(os.fsencode(base)) + len("/vr-4194304-12345678/r") > _LONGEST_FOLDER
    ):
        base = "/tmp"  # noqa: S108 - mkdtemp makes a folder of our own in it, mode 0700
    _sweep(Path(base))
    return Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=base))


def _sweep(base: Path) -> None:
    """Remove the folders of clusters whose process was killed before it could."""
    for folder in base.glob(f"{_PREFIX}*"):
        owner = folder.name.removeprefix(_PREFIX).partition("-")[0]
        if owner.isdigit() and not psutil.pid_exists(int(owner)):
            shutil.rmtree(folder, ignore_errors=True)  # others' folders are not ours to remove
