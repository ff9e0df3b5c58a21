"""EEG in the window and in acquisition: traces, filters, time line; processor time, not wall time.

Run `OMP_NUM_THREADS=1 QT_QPA_PLATFORM=offscreen python -m tests.bench neuro`.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable

import numpy as np

from shared.neuro.chunks import Chunk
from shared.neuro.filters import CausalChain, FilterSettings
from shared.neuro.quality import channel_quality
from shared.neuro.sweep import SweepRaster
from shared.neuro.timing import Timeline

RATE_HZ, SECONDS, FRAMES_HZ = 1000.0, 5.0, 60.0
WIDTH, HEIGHT = 1200, 900
CHUNK = 20
REPEATS = 120


def run() -> list[tuple[str, str, str]]:
    """Rows (name, value, baseline)."""
    rows = [_traces(channels) for channels in (64, 128)]
    rows += [_filters(128), _time_line(128), _quality(128)]
    return rows


def _traces(channels: int) -> tuple[str, str, str]:
    sweep = SweepRaster(channels, WIDTH, HEIGHT, SECONDS, RATE_HZ, 100.0)
    whole = _signal(channels, SECONDS)
    step = round(RATE_HZ / FRAMES_HZ)
    sweep.append(whole)
    new = iter(range(10**9))
    took = _cpu_ms(lambda: sweep.append(np.roll(whole, next(new), axis=0)[:step]))
    rolled = _cpu_ms(lambda: np.roll(whole, next(new), axis=0)[:step])

    def redraw() -> None:
        SweepRaster(channels, WIDTH, HEIGHT, SECONDS, RATE_HZ, 100.0).append(whole)

    beside = f"whole redraw {_cpu_ms(redraw, 8):.0f} ms, curves {_curves_ms(whole):.0f} ms"
    name = f"EEG traces: {channels} channels × 1 kHz, a frame"
    return (name, f"{took - rolled:.2f} ms of processor time", f"target ≤ 3 ms; {beside}")


def _curves_ms(whole: np.ndarray) -> float:
    """One pyqtgraph curve for each channel, set anew and painted into a picture."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    import pyqtgraph as pg
    from PySide6.QtWidgets import QApplication

    app = QApplication.instance() or QApplication([])
    plot = pg.PlotWidget()
    plot.resize(WIDTH, HEIGHT)
    plot.setYRange(0, whole.shape[1])
    curves = [plot.plot(autoDownsample=True, downsampleMethod="peak") for _ in whole.T]
    plot.show()
    app.processEvents()

    def frame() -> None:
        for lane, (curve, values) in enumerate(zip(curves, whole.T, strict=True)):
            curve.setData(values / 100.0 + lane)
        plot.grab()

    took = _cpu_ms(frame, 6)
    plot.close()
    return took


def _filters(channels: int) -> tuple[str, str, str]:
    chunk = _signal(channels, CHUNK / RATE_HZ)
    chain = CausalChain(FilterSettings(), RATE_HZ, [str(i) for i in range(channels)])
    took = _cpu_ms(lambda: chain.process(chunk))
    return _share(
        f"EEG filters: {channels} channels × 1 kHz", took, "target with acquisition ≤ 10 %"
    )


def _time_line(channels: int) -> tuple[str, str, str]:
    chunk = _signal(channels, CHUNK / RATE_HZ).astype(np.float32)
    timeline, number = Timeline(RATE_HZ, 0.0), iter(range(10**9))

    def add() -> None:
        first = next(number) * CHUNK
        times_s = (first + np.arange(CHUNK)) / RATE_HZ
        timeline.add(Chunk(chunk, times_s, float(times_s[-1])))

    took = _cpu_ms(add, 10 * REPEATS)
    return _share(f"EEG time line: {channels} channels × 1 kHz", took, "")


def _quality(channels: int) -> tuple[str, str, str]:
    window = _signal(channels, 2.0)
    took = _cpu_ms(lambda: channel_quality(window, RATE_HZ), 10)
    return (f"EEG quality: {channels} channels, 2 s", f"{took:.0f} ms of processor time", "")


def _share(name: str, chunk_ms: float, beside: str) -> tuple[str, str, str]:
    share = chunk_ms / (1000 * CHUNK / RATE_HZ)
    return (name, f"{100 * share:.1f} % of a core ({chunk_ms:.2f} ms a chunk)", beside)


def _signal(channels: int, seconds: float) -> np.ndarray:
    rng = np.random.default_rng(3)
    return np.asarray(rng.normal(0, 15, (round(seconds * RATE_HZ), channels)))


def _cpu_ms(act: Callable[[], object], repeats: int = REPEATS) -> float:
    """Processor time of one act: a busy machine changes it less than wall time."""
    act()
    started = time.process_time()
    for _ in range(repeats):
        act()
    return 1000 * (time.process_time() - started) / repeats
