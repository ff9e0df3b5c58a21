"""`vitrine-worker eeg`: streams and boards listed, recorded, played, exported and checked."""

from __future__ import annotations

import argparse
import math
from pathlib import Path
from typing import TYPE_CHECKING

from shared.tasks.spec import TaskRegistry
from worker.commands.eeg_boards import add_board_options, publish_board
from worker.commands.eeg_files import check, export, simulate
from worker.commands.eeg_streams import list_streams, play, record

if TYPE_CHECKING:
    Actions = argparse._SubParsersAction[argparse.ArgumentParser]


def add_parser(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], registry: TaskRegistry
) -> None:
    """Describe the command and its actions."""
    parser = commands.add_parser("eeg", help="EEG streams and recordings")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    _add_list(actions)
    _add_record(actions)
    _add_play(actions)
    _add_publish(actions)
    _add_simulate(actions)
    _add_export(actions)
    _add_check(actions)


def _add_list(actions: Actions) -> None:
    parser = actions.add_parser("list", help="LSL streams that can be seen now")
    parser.add_argument(
        "--boards", action="store_true", help="the boards that BrainFlow drives, and their ids"
    )
    parser.add_argument("--wait", type=_positive, default=1.0, metavar="S", help="default: 1 s")
    _add_common(parser)
    parser.set_defaults(command=list_streams)


def _add_record(actions: Actions) -> None:
    parser = actions.add_parser("record", help="write a stream or a board to an XDF file")
    parser.add_argument("--lsl-name", default="", metavar="NAME", help="name of the LSL stream")
    parser.add_argument("--lsl-type", default="", metavar="TYPE", help="its type, such as EEG")
    parser.add_argument("--source-id", default="", metavar="ID", help="where names are not enough")
    parser.add_argument(
        "--markers",
        action="append",
        metavar="NAME",
        help="marker stream to record too, again for more; * for all (default: NAME-markers)",
    )
    parser.add_argument(
        "--wait", type=_positive, default=10.0, metavar="S", help="for the stream (default: 10 s)"
    )
    parser.add_argument(
        "--seconds", type=_positive, metavar="S", help="stop after S (default: at Ctrl+C)"
    )
    _add_line_hz(parser)
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="a new .xdf file")
    _add_common(parser)
    add_board_options(parser, required=False)
    parser.set_defaults(command=record)


def _add_play(actions: Actions) -> None:
    parser = actions.add_parser("play", help="publish a recorded file as an LSL stream")
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--speed", type=_positive, default=1.0, metavar="X", help="default: 1")
    parser.add_argument("--loop", action="store_true", help="start again at the end")
    _add_publishing(parser, required=True)
    parser.set_defaults(command=play)


def _add_publish(actions: Actions) -> None:
    parser = actions.add_parser("publish", help="publish a board as an LSL stream")
    _add_publishing(parser, required=True)
    add_board_options(parser, required=True)
    parser.set_defaults(command=publish_board)


def _add_simulate(actions: Actions) -> None:
    parser = actions.add_parser("simulate", help="a simulated participant, as a file or a stream")
    parser.add_argument("--level", default="realistic", metavar="{realistic,demo}")
    parser.add_argument("--seed", type=int, default=7, metavar="N", help="default: 7")
    parser.add_argument("--channels", type=int, default=64, metavar="N", help="default: 64")
    parser.add_argument("--rate-hz", type=float, default=250.0, metavar="HZ", help="default: 250")
    parser.add_argument("--participants", type=int, default=1, metavar="N", help="default: 1")
    parser.add_argument(
        "--seconds", type=_positive, metavar="S", help="default: 120; a stream goes on for ever"
    )
    parser.add_argument("--out", type=Path, metavar="FILE", help="a new .fif file")
    _add_publishing(parser, required=False)
    parser.set_defaults(command=simulate)


def _add_export(actions: Actions) -> None:
    parser = actions.add_parser("export", help="write a recording as EDF, FIF or BIDS-EEG")
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--format", required=True, choices=("edf", "fif", "bids"))
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.add_argument(
        "--subject",
        default="",
        metavar="CODE",
        help="bids: a code, never a name (default: the recording's, or 01)",
    )
    parser.add_argument(
        "--session", default="", metavar="CODE", help="bids: default: the recording's, or none"
    )
    parser.add_argument(
        "--task", default="", metavar="TASK", help="bids: default: the recording's, or stream"
    )
    _add_line_hz(parser)
    parser.add_argument("--json", action="store_true", help="JSON lines for scripts")
    parser.set_defaults(command=export)


def _add_check(actions: Actions) -> None:
    parser = actions.add_parser("check", help="loss, timing and bad channels of a recording")
    parser.add_argument("file", type=Path, metavar="FILE")
    _add_line_hz(parser)
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.set_defaults(command=check)


def _add_publishing(parser: argparse.ArgumentParser, *, required: bool) -> None:
    parser.add_argument(
        "--lsl-name", required=required, default="", metavar="NAME", help="name of the LSL stream"
    )
    parser.add_argument("--source-id", default="", metavar="ID", help="default: made from the name")
    parser.add_argument(
        "--wait",
        type=_positive,
        default=0.0,
        metavar="S",
        help="begin when somebody reads the stream, at the latest after S",
    )
    _add_common(parser)


def _add_line_hz(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--line-hz", type=_positive, default=50.0, metavar="HZ", help="of the mains (default: 50)"
    )


def _add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--network",
        action="store_true",
        help="let LSL reach other computers (default: this computer only)",
    )
    parser.add_argument("--json", action="store_true", help="JSON lines for scripts")


def _positive(text: str) -> float:
    value = float(text)
    if not 0 < value < math.inf:
        raise argparse.ArgumentTypeError(f"{text} is not allowed: above 0")
    return value
