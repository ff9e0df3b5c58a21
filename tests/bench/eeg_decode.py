"""How late a picture is decoded: from the last sample of its trial to names and to a picture.

Run `OMP_NUM_THREADS=1 python -m tests.bench.eeg_decode [--trials 60] [--untrained] [--window]`.

A sender in a process of its own streams over LSL; a real host with its acquisition and its engine,
and a client that does what the window does. Latency counts from the moment when the last sample of
the trial was taken, so what the sender, LSL and acquisition need is in it; besides from its arrival
in the client. With `--window` the client is the whole window, which draws traces and pictures too.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from desktop.neuro.decoding.answer import Answer
from desktop.neuro.decoding.live_decoder import LiveDecoder
from shared.neuro.acquisition import LslChoice
from tests.doubles.hosts import HostProcess
from tests.doubles.live_decoding import DecodingClient
from tests.doubles.picture_sender import PictureSender
from tests.doubles.untrained_neuro import add_untrained
from tests.gui.event_loop import turn_until
from worker.models.registry import SHIPPED

CHANNELS, RATE_HZ = 64, 500.0
RETRIEVAL_MS, PICTURE_MS = 30.0, 150.0
# The engine imports and loads, and embeds the gallery.
START_S = 120.0
WARM_UP = 3


@dataclass
class Latencies:
    """In ms, of one trial each; `arrived` from the arrival of the last sample in the client."""

    retrieval: list[float] = field(default_factory=list)
    picture: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    arrived_retrieval: list[float] = field(default_factory=list)
    arrived_picture: list[float] = field(default_factory=list)


class Meter:
    """Listens to a client's decoder: to what is sent from now on."""

    def __init__(self, client: DecodingClient) -> None:
        self.found = Latencies()
        self._arrivals, self._after = client.arrivals, client.decoder.n_sent
        self._seen: set[tuple[int, str]] = set()
        client.decoder.answer.changed.connect(self._look)

    def _look(self, answer: Answer | None) -> None:
        if answer is None or answer.seq <= self._after:
            return
        now, found = time.monotonic(), self.found
        # What had to wait for the one before it arrived in time, but was not sent at once.
        came = self._arrivals.get(answer.seq)
        if answer.is_named and self._is_new(answer.seq, "named"):
            found.retrieval.append(1000 * (now - answer.taken_s))
            found.arrived_retrieval += [1000 * (now - came)] if came is not None else []
        if answer.pixels is not None and self._is_new(answer.seq, "painted"):
            found.picture.append(1000 * (now - answer.taken_s))
            found.arrived_picture += [1000 * (now - came)] if came is not None else []
        if answer.done and self._is_new(answer.seq, "done"):
            found.whole.append(1000 * (now - answer.taken_s))

    def _is_new(self, seq: int, what: str) -> bool:
        new = (seq, what) not in self._seen
        self._seen.add((seq, what))
        return new


def measure(trials: int, every_s: float, *, untrained: bool) -> tuple[Latencies, DecodingClient]:
    """Decode so many trials, one each `every_s`."""
    with tempfile.TemporaryDirectory(prefix="vd-") as folder:
        home = Path(folder) / "home"
        if untrained:
            add_untrained(home, Path(folder) / "model")
        options = ("--channels", CHANNELS, "--rate-hz", RATE_HZ, "--every", every_s)
        with PictureSender(*options) as sender, HostProcess(home), DecodingClient(home) as client:
            client.open(LslChoice(name=sender.name))
            decoder = client.decoder
            client.run_until(
                lambda: decoder.counts.value.answered >= WARM_UP or decoder.status.value.error,
                START_S,
                "the first pictures are decoded",
            )
            if decoder.status.value.error is not None:
                raise decoder.status.value.error
            meter = Meter(client)
            wanted = decoder.counts.value.answered + trials
            client.run_until(
                lambda: decoder.counts.value.answered >= wanted,
                START_S + 2 * trials * every_s,
                f"{trials} pictures are decoded",
            )
            return meter.found, client


def measure_window(trials: int, every_s: float, *, untrained: bool) -> LiveDecoder:
    """The same in the window, drawn offscreen; its decoder with what it measured."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QApplication

    from desktop.app import Desktop, parse_options

    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    with tempfile.TemporaryDirectory(prefix="vd-") as folder:
        os.environ["VITRINE_CONFIG"] = f"{folder}/config"
        home = Path(folder) / "home"
        if untrained:
            add_untrained(home, Path(folder) / "model")
        options = ("--channels", CHANNELS, "--rate-hz", RATE_HZ, "--every", every_s)
        program = Desktop(app, parse_options(["--home", str(home), "--lang", "en"]))
        program.window.resize(1280, 800)
        program.show()
        program.window.show_workspace("neuro")
        workspace = program.window.workspaces["neuro"]
        with PictureSender(*options) as sender:
            turn_until(lambda: workspace.session.online.value, limit_s=START_S)
            workspace.session.open(LslChoice(name=sender.name))
            turn_until(lambda: workspace.decoding is not None, limit_s=START_S)
            decoder: LiveDecoder = workspace.decoding.decoder
            turn_until(lambda: decoder.counts.value.answered >= WARM_UP, limit_s=START_S)
            decoder.to_retrieval.clear()
            decoder.to_picture.clear()
            wanted = decoder.counts.value.answered + trials
            limit_s = START_S + 2 * trials * every_s
            turn_until(lambda: decoder.counts.value.answered >= wanted, limit_s=limit_s)
        workspace.dialogs.ask_leave = lambda name: "background"
        program.close()
        program.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return decoder


def run() -> list[tuple[str, str, str]]:
    """Rows (name, value, baseline) of sixty trials with the model that ships."""
    found, client = measure(60, 1.0, untrained=False)
    counts = client.decoder.counts.value
    told = f"{counts.answered} decoded, {counts.late} late, {counts.dropped} dropped"
    return [
        (
            "EEG: last sample of a trial → names",
            _percentiles(found.retrieval),
            f"{_percentiles(found.arrived_retrieval)} from its arrival; "
            f"target p95 {RETRIEVAL_MS:g} ms",
        ),
        (
            "EEG: last sample of a trial → first picture",
            _percentiles(found.picture),
            f"{_percentiles(found.arrived_picture)} from its arrival; "
            f"target p95 {PICTURE_MS:g} ms; {told}",
        ),
    ]


def main() -> int:
    """Print the figures; 1 if a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=60)
    parser.add_argument("--every", type=float, default=1.0, help="seconds between pictures")
    parser.add_argument("--untrained", action="store_true", help="networks that learned nothing")
    parser.add_argument("--window", action="store_true", help="in the window, drawn offscreen")
    options = parser.parse_args()
    untrained = options.untrained or not any(SHIPPED.glob("*neuro*/*.safetensors"))
    if options.window:
        return _print_window(options.trials, options.every, untrained=untrained)
    found, client = measure(options.trials, options.every, untrained=untrained)
    counts, store = client.decoder.counts.value, client.store
    print(f"stream     {CHANNELS} channels × {RATE_HZ:g} Hz, a picture each {options.every:g} s")
    print(f"computer   {os.cpu_count()} cores, load of the last minute {os.getloadavg()[0]:.1f}")
    print(f"model      {'untrained and small' if untrained else 'shipped'}")
    _print("names", found.retrieval, found.arrived_retrieval, RETRIEVAL_MS)
    _print("picture", found.picture, found.arrived_picture, PICTURE_MS)
    print(f"all steps  {_percentiles(found.whole)} from the last sample")
    print(f"trials     {counts.answered} decoded, {counts.late} late, {counts.dropped} dropped,"
          f" {counts.gaps} with gaps; {store.skipped} samples not read")  # fmt: skip
    missed = _most(found.retrieval) > RETRIEVAL_MS or _most(found.picture) > PICTURE_MS
    return 1 if missed else 0


def _print_window(trials: int, every_s: float, *, untrained: bool) -> int:
    decoder = measure_window(trials, every_s, untrained=untrained)
    counts = decoder.counts.value
    most = []
    for name, meter in (("names", decoder.to_retrieval), ("picture", decoder.to_picture)):
        half, late = meter.percentile_ms(50) or 0.0, meter.percentile_ms(95) or 0.0
        most.append(late)
        print(
            f"{name:<10} p50 {half:.1f} ms, p95 {late:.1f} ms from the last sample, in the window"
        )
    print(f"trials     {counts.answered} decoded, {counts.late} late, {counts.dropped} dropped,"
          f" {counts.gaps} with gaps")  # fmt: skip
    return 1 if most[0] > RETRIEVAL_MS or most[1] > PICTURE_MS else 0


def _print(name: str, taken: list[float], arrived: list[float], target_ms: float) -> None:
    print(
        f"{name:<10} {_percentiles(taken)} from the last sample (target p95 ≤ {target_ms:g} ms);"
        f" {_percentiles(arrived)} from its arrival"
    )


def _percentiles(values: list[float]) -> str:
    half = np.percentile(values, 50) if values else float("nan")
    return f"p50 {half:.1f} ms, p95 {_most(values):.1f} ms"


def _most(values: list[float]) -> float:
    return float(np.percentile(values, 95)) if values else float("inf")


if __name__ == "__main__":
    sys.exit(main())
