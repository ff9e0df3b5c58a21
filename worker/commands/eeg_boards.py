"""What `vitrine-worker eeg list --boards | record --board | publish` do with boards."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING

import msgspec

from worker.commands.exits import DONE
from worker.commands.report import write_line

if TYPE_CHECKING:
    from worker.neuro.sources.base import Source


def list_boards(options: argparse.Namespace) -> int:
    """Print the boards; one JSON array with `--json`."""
    from worker.neuro.sources.brainflow import known_boards

    boards = known_boards()
    if options.json:
        write_line(msgspec.json.encode([asdict(board) for board in boards]).decode())
        return DONE
    for board in boards:
        shape = f"{board.n_channels:>4} × {board.rate_hz:g} Hz"
        write_line(f"{board.board_id:>4}  {board.name:<24} {shape}")
    write_line(
        "  -3  PlayBack                 a file of one of these: --board-file, --master-board"
    )
    return DONE


def board_source(
    options: argparse.Namespace, clock: Callable[[], float] = time.monotonic
) -> Source:
    """The board that the options name, not yet opened."""
    from worker.neuro.sources.brainflow import BoardSettings, BrainFlowSource

    settings = BoardSettings(
        board_id=options.board,
        serial_port=options.serial_port,
        mac_address=options.mac_address,
        ip_address=options.ip_address,
        ip_port=options.ip_port,
        serial_number=options.serial_number,
        file=options.board_file,
        master_board=options.master_board,
    )
    return BrainFlowSource(settings, clock=clock)


def publish_board(options: argparse.Namespace) -> int:
    """Publish a board as an LSL stream until somebody stops it."""
    from worker.commands.eeg_streams import publish_source
    from worker.neuro.lsl_settings import prepare_lsl

    prepare_lsl(network=options.network)
    import pylsl

    return publish_source(board_source(options, pylsl.local_clock), options)


def add_board_options(parser: argparse.ArgumentParser, *, required: bool) -> None:
    """Describe which board is meant and how it is reached."""
    group = parser.add_argument_group("boards of BrainFlow")
    group.add_argument(
        "--board",
        type=int,
        required=required,
        metavar="ID",
        help="its id, see `eeg list --boards`; -1 is synthetic",
    )
    group.add_argument("--serial-port", default="", metavar="PORT")
    group.add_argument("--mac-address", default="", metavar="ADDRESS")
    group.add_argument("--ip-address", default="", metavar="ADDRESS")
    group.add_argument("--ip-port", type=int, default=0, metavar="PORT")
    group.add_argument("--serial-number", default="", metavar="NUMBER")
    group.add_argument(
        "--board-file", default="", metavar="FILE", help="for board -3: what BrainFlow recorded"
    )
    group.add_argument(
        "--master-board", type=int, metavar="ID", help="for board -3: the board that made the file"
    )
