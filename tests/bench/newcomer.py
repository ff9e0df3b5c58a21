"""The four samples: from the click on the welcome page of a fresh home to the first result.

Run `OMP_NUM_THREADS=1 QT_QPA_PLATFORM=offscreen python -m tests.bench newcomer`. The clock begins
as soon as the page is there, so that the worker's start is in it. Beside each figure stands the
processor time that window and worker took for it, which is less swayed by other work. Compiled
modules are kept by the runner, as by the installer: the second run counts.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.gui.newcomer.person import Person, newcomer

Row = tuple[str, str, str]
TARGET, ATTACK_TARGET = "target < 15 s", "target < 15 s, first attack ≤ 20 s"


def run() -> list[Row]:
    """Rows (name, value, baseline)."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return [*_motion(), *_eeg(), *_demos(), *_robustness()]


class Clock:
    """Seconds since it was made, and those of processor time."""

    def __init__(self, person: Person) -> None:
        self._person = person
        self._began, self._cpu_s = time.perf_counter(), cpu_s()
        self._ready: float | None = None
        person.program.link.state_changed.connect(lambda _: self._follow())

    def _follow(self) -> None:
        if self._ready is None and "Ready" in self._person.program.window.chip.text():
            self._ready = time.perf_counter() - self._began

    def row(self, title: str, true: Callable[[], object], target: str = TARGET) -> Row:
        """Wait until it is so."""
        self._person.wait(true, title)
        passed_s, used_s = time.perf_counter() - self._began, cpu_s() - self._cpu_s
        ready = "the page was slower" if self._ready is None else f"{self._ready:.1f} s"
        value = f"{passed_s:.1f} s ({used_s:.1f} s of processor)"
        return f"newcomer: {title}", value, f"{target}; worker ready: {ready}"


def cpu_s() -> float:
    """Processor time of this process and its children that live, seconds."""
    import psutil

    own = psutil.Process()
    total = 0.0
    for process in (own, *own.children(recursive=True)):
        try:
            used = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += used.user + used.system
    return total


@contextmanager
def _opened(name: str) -> Iterator[tuple[Person, Clock, Any]]:
    """A person who has just clicked on a sample, the clock since, and the workspace."""
    before = {key: os.environ.get(key) for key in ("VITRINE_HOME", "VITRINE_CONFIG")}
    with tempfile.TemporaryDirectory(prefix="vb-", ignore_cleanup_errors=True) as folder:
        os.environ["VITRINE_HOME"] = str(Path(folder) / "home")
        os.environ["VITRINE_CONFIG"] = str(Path(folder) / "config")
        try:
            with newcomer() as person:
                clock = Clock(person)
                person.press(f"Open the sample of {name}")
                yield person, clock, person.program.window.workspace
        finally:
            for key, value in before.items():
                os.environ.pop(key, None)
                if value is not None:
                    os.environ[key] = value


def _motion() -> list[Row]:
    with _opened("Motion") as (person, clock, motion):
        person.wait(lambda: motion.model.document.layers, "the sample's arrows")
        shown = clock.row("Motion, the arrows on the picture", lambda: True)
        person.press("Render the video")
        results = motion.results

        def is_there() -> bool:
            ids = results.job_ids
            return bool(ids) and results.get(ids[0]).figures is not None

        return [shown, clock.row("Motion, a rendered video", is_there)]


def _eeg() -> list[Row]:
    with _opened("EEG") as (_, clock, eeg):

        def traces() -> bool:
            return eeg.panel is not None and eeg.panel.traces.canvas.painted > 0

        def picture() -> bool:
            pane = eeg.decoding.pane if eeg.decoding is not None else None
            return pane is not None and pane.picture.has_picture

        return [
            clock.row("EEG, traces", traces),
            clock.row("EEG, a reconstructed picture", picture),
        ]


def _demos() -> list[Row]:
    with _opened("Demos") as (_, clock, demos):
        pick = demos.model.pick
        return [
            clock.row("Demos, demonstrations", lambda: pick.value.in_prompt),
            clock.row("Demos, the model's answer", lambda: pick.value.prediction is not None),
        ]


def _robustness() -> list[Row]:
    with _opened("Robustness") as (person, clock, robust):
        person.press("Run")

        def measured() -> bool:
            return robust.has_figures

        return [clock.row("Robustness, an attack's figures", measured, ATTACK_TARGET)]
