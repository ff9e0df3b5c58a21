"""What `vitrine-worker eeg list | record | play` do."""

from __future__ import annotations

import argparse
import contextlib
import signal
import sys
import threading
from collections.abc import Iterator
from dataclasses import asdict
from types import FrameType
from typing import TYPE_CHECKING

import msgspec

from shared.errors import AppError
from worker.commands.eeg_boards import board_source, list_boards
from worker.commands.exits import DONE
from worker.commands.report import Reporter, reporter, write_line

if TYPE_CHECKING:
    from worker.neuro.recorder import RecordingReport
    from worker.neuro.sources.base import Source, SourceNotice


def list_streams(options: argparse.Namespace) -> int:
    """Print the streams, or the boards; one JSON array with `--json`."""
    if options.boards:
        return list_boards(options)
    from worker.neuro.lsl_settings import prepare_lsl

    prepare_lsl(network=options.network)
    from worker.neuro.sources.lsl_streams import list_streams as visible

    infos = visible(options.wait)
    if options.json:
        write_line(msgspec.json.encode(infos).decode())
        return DONE
    if not infos:
        write_line("No LSL streams. Start one: vitrine-worker eeg simulate --lsl-name NAME")
    for info in infos:
        rate = f"{info.rate_hz:g} Hz" if info.rate_hz else "irregular"
        said = "  simulated" if info.simulated else ""
        shape = f"{info.kind:<8} {len(info.channels):>4} × {rate:<10}"
        write_line(f"{info.name:<24} {shape} {info.source_id}{said}")
    return DONE


def record(options: argparse.Namespace) -> int:
    """Record a stream or a board and say what came."""
    if options.board is not None:
        return record_source(_board(options), options)
    from worker.neuro.lsl_settings import prepare_lsl

    prepare_lsl(network=options.network)
    from worker.neuro.sources.lsl import LslSource
    from worker.neuro.sources.lsl_streams import StreamQuery

    query = StreamQuery(options.lsl_name, options.lsl_type, options.source_id)
    if query == StreamQuery():
        limit = "give the stream's name, or --lsl-type, --source-id or --board"
        raise AppError("bad_field", field="--lsl-name", value="nothing", limit=limit)
    markers = tuple(options.markers) if options.markers else None
    return record_source(LslSource(query, markers=markers, wait_s=options.wait), options)


def _board(options: argparse.Namespace) -> Source:
    """The board, with the LSL marker streams that were asked for."""
    for field in ("lsl_name", "lsl_type", "source_id"):
        if getattr(options, field):
            name = f"--{field.replace('_', '-')}"
            limit = "give either an LSL stream or a board"
            raise AppError("bad_field", field=name, value=getattr(options, field), limit=limit)
    if not options.markers:
        return board_source(options)
    from worker.neuro.lsl_settings import prepare_lsl

    prepare_lsl(network=options.network)
    import pylsl

    from worker.neuro.sources.marked import MarkedSource

    return MarkedSource(board_source(options, pylsl.local_clock), tuple(options.markers))


def record_source(source: Source, options: argparse.Namespace) -> int:
    """Record `source` to `--out` until it ends, `--seconds` are over or somebody stops it."""
    from worker.neuro.recording_run import record as write

    latest: list[RecordingReport] = []
    with reporter(as_json=options.json) as report, stopped_by_signals() as stop:

        def on_notice(notice: SourceNotice) -> None:
            tell(report, notice.text, as_json=options.json, kind=notice.kind)

        def on_news(text: str) -> None:
            tell(report, text, as_json=options.json, kind="news")

        def on_progress(elapsed_s: float, counts: RecordingReport) -> None:
            latest[:] = [counts]
            if options.seconds and not options.json:
                report.progress(min(elapsed_s, options.seconds), options.seconds, "recording")

        try:
            done = write(
                source,
                options.out,
                seconds=options.seconds,
                line_hz=options.line_hz,
                stop=stop,
                on_notice=on_notice,
                on_news=on_news,
                on_progress=on_progress,
            )
        except AppError:
            if latest:
                text = f"{options.out} holds the {latest[0].n_samples} samples that came before."
                tell(report, text, as_json=options.json, kind="kept")
            raise
        report.path("xdf", str(done.path))
        report.event("done", **{**asdict(done), "path": str(done.path)})
        if done.n_lost and not options.json:
            sys.stderr.write(f"{done.n_lost} samples were lost in {done.n_gaps} gaps.\n")
    return DONE


def play(options: argparse.Namespace) -> int:
    """Publish a recorded file until it ends."""
    from worker.neuro.files.reader import read_recording
    from worker.neuro.lsl_settings import prepare_lsl

    recording = read_recording(options.file)
    prepare_lsl(network=options.network)
    import pylsl

    from worker.neuro.sources.player import PlayerSource

    source = PlayerSource(
        recording, speed=options.speed, loop=options.loop, clock=pylsl.local_clock
    )
    return publish_source(source, options)


def publish_source(source: Source, options: argparse.Namespace) -> int:
    """Publish `source` as `--lsl-name` until it ends or somebody stops it."""
    from worker.neuro.publisher import publish

    with reporter(as_json=options.json) as report, stopped_by_signals() as stop:
        source_id = options.source_id or f"vitrine-{options.lsl_name}"

        def on_ready() -> None:
            report.event("published", lsl_name=options.lsl_name, source_id=source_id)
            if not options.json:
                sys.stderr.write(f"The stream {options.lsl_name} is there. Ctrl+C ends it.\n")

        sent = publish(
            source,
            options.lsl_name,
            source_id,
            wait_s=options.wait,
            stop=stop,
            on_ready=on_ready,
        )
        report.event("done", n_samples=sent)
    return DONE


def tell(report: Reporter, text: str, *, as_json: bool, kind: str) -> None:
    """Something that a person should know while the command works."""
    if as_json:
        report.event("notice", kind=kind, text=text)
    else:
        sys.stderr.write(text + "\n")


@contextlib.contextmanager
def stopped_by_signals() -> Iterator[threading.Event]:
    """An event set by Ctrl+C or a request to end: the usual way to stop a stream, not a failure."""
    stop = threading.Event()

    def on_signal(_: int, __: FrameType | None) -> None:
        stop.set()

    before = {each: signal.signal(each, on_signal) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
