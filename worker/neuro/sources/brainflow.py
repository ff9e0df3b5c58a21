"""Any board that BrainFlow drives, its synthetic and playback boards among them."""

from __future__ import annotations

import contextlib
import time
import warnings
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from shared.errors import AppError, Param
from shared.neuro.chunks import Chunk, Markers
from shared.neuro.streams import ChannelInfo, StreamInfo
from worker.neuro.sources.base import Item, NoticeKind, source_notice
from worker.neuro.sources.package_counter import PackageCounter

SYNTHETIC_BOARD, PLAYBACK_BOARD = -1, -3
STALL_S = 0.8
_POLL_S = 0.02


@dataclass(frozen=True)
class BoardSettings:
    """How to reach a board; which of them it needs is in BrainFlow's list of boards.

    `file` and `master_board` belong to the playback board: a recording of BrainFlow and the id of
    the board that made it.
    """

    board_id: int = SYNTHETIC_BOARD
    serial_port: str = ""
    mac_address: str = ""
    ip_address: str = ""
    ip_port: int = 0
    serial_number: str = ""
    file: str = ""
    master_board: int | None = None


@dataclass(frozen=True)
class KnownBoard:
    """A board as BrainFlow describes it."""

    board_id: int
    name: str
    n_channels: int
    rate_hz: float


class BrainFlowSource:
    """Samples of a board in µV, as BrainFlow gives them, with its times on this computer's clock.

    Losses that the board's own package counter shows are told; BrainFlow's marker channel becomes
    markers.

    Parameters
    ----------
    clock : callable
        Seconds; samples are stamped with it.
    """

    def __init__(
        self, settings: BoardSettings, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._settings, self._clock = settings, clock
        self._board: Any = None
        self._notices: deque[Item] = deque()
        self._heard_at = 0.0
        self._stalled = False
        self._counter = PackageCounter()

    def open(self) -> StreamInfo:
        """Connect to the board and start it.

        Raises
        ------
        AppError
            `no_board` with BrainFlow's reason.
        """
        shim = quiet_brainflow()
        chosen = self._settings
        board_id = chosen.master_board if chosen.master_board is not None else chosen.board_id
        try:
            self._described = shim.BoardShim.get_board_descr(board_id)
            if not self._described.get("eeg_channels"):
                name = self._described["name"]
                reason = (
                    "the playback board needs the id of the board that made the file"
                    if board_id == PLAYBACK_BOARD
                    else f"BrainFlow knows no channels of EEG of {name}"
                )
                raise AppError("no_board", board=chosen.board_id, reason=reason)
            self._board = shim.BoardShim(chosen.board_id, _input(chosen))
            self._board.prepare_session()
            self._board.start_stream()
        except shim.BrainFlowError as error:
            self.close()
            reason = str(error).rstrip(".")
            raise AppError("no_board", board=chosen.board_id, reason=reason) from error
        # The board's times are of the wall clock, which can be set; ours cannot.
        self._to_ours_s = self._clock() - time.time()
        self._heard_at = time.monotonic()
        self._rows = list(self._described["eeg_channels"])
        names = str(self._described.get("eeg_names", "")).split(",")
        if len(names) != len(self._rows):
            names = [f"ch{index + 1}" for index in range(len(self._rows))]
        return StreamInfo(
            name=str(self._described["name"]),
            source_id=f"brainflow-{chosen.board_id}-{chosen.serial_number or chosen.mac_address}",
            kind="EEG",
            rate_hz=float(self._described["sampling_rate"]),
            channels=tuple(ChannelInfo(label=name) for name in names),
            # BrainFlow's synthetic board is no person either.
            simulated=chosen.board_id == SYNTHETIC_BOARD,
        )

    def read(self, timeout_s: float) -> Item | None:
        """The next item; see `Source`."""
        deadline = time.monotonic() + timeout_s
        while not self._notices:
            self._take()
            left_s = deadline - time.monotonic()
            if self._notices or left_s <= 0:
                break
            time.sleep(min(_POLL_S, left_s))
        return self._notices.popleft() if self._notices else None

    def close(self) -> None:
        """Stop the board and let go of it."""
        if self._board is None:
            return
        try:
            if self._board.is_prepared():
                self._board.release_session()
        except quiet_brainflow().BrainFlowError as error:
            self._tell("other", "board_stopped_badly", reason=str(error).rstrip("."))
        self._board = None

    def _take(self) -> None:
        data = self._board.get_board_data()
        now = time.monotonic()
        if data.shape[1] == 0:
            if now - self._heard_at > STALL_S and not self._stalled:
                self._stalled = True
                self._tell("stalled", "no_samples", seconds=round(now - self._heard_at, 1))
            return
        if self._stalled:
            self._stalled = False
            self._tell("returned", "samples_again", seconds=round(now - self._heard_at, 1))
        self._heard_at = now
        self._count(data[self._described["package_num_channel"]])
        times_s = data[self._described["timestamp_channel"]] + self._to_ours_s
        samples = np.ascontiguousarray(data[self._rows].T, dtype=np.float32)
        self._notices.append(Chunk(samples=samples, times_s=times_s, arrived_s=self._clock()))
        self._mark(data[self._described["marker_channel"]], times_s)

    def _count(self, packages: np.ndarray) -> None:
        """Tell of packages that the board sent and nobody received."""
        lost = self._counter.lost(packages)
        if lost:
            self._tell("gap", "packages_lost", count=lost)

    def _mark(self, values: np.ndarray, times_s: np.ndarray) -> None:
        at = np.flatnonzero(values)
        if len(at):
            texts = tuple(f"{values[index]:g}" for index in at)
            self._notices.append(Markers(times_s=times_s[at], texts=texts))

    def _tell(self, kind: NoticeKind, code: str, **params: Param) -> None:
        self._notices.append(source_notice(kind, self._clock(), code, **params))


def quiet_brainflow() -> Any:
    """The module of BrainFlow's boards, without its log and without what its import warns of."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="pkg_resources is deprecated")
        from brainflow import board_shim

        board_shim.BoardShim.disable_board_logger()  # loads the library, and with it pkg_resources
    return board_shim


def known_boards() -> list[KnownBoard]:
    """All boards with channels of EEG, by their ids."""
    shim = quiet_brainflow()
    found = []
    for each in shim.BoardIds:
        with contextlib.suppress(shim.BrainFlowError):
            described = shim.BoardShim.get_board_descr(each.value)
            channels = len(described.get("eeg_channels", ()))
            if channels:
                rate_hz = float(described["sampling_rate"])
                found.append(KnownBoard(each.value, str(described["name"]), channels, rate_hz))
    return sorted(found, key=lambda board: board.board_id)


def _input(settings: BoardSettings) -> Any:
    params = quiet_brainflow().BrainFlowInputParams()
    params.serial_port, params.mac_address = settings.serial_port, settings.mac_address
    params.ip_address, params.ip_port = settings.ip_address, settings.ip_port
    params.serial_number, params.file = settings.serial_number, settings.file
    if settings.master_board is not None:
        params.master_board = settings.master_board
    return params
