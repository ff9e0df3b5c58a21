"""Pictures of every workspace, theme, language and size: `python -m tests.gui.screens OUT`."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PySide6.QtWidgets import QApplication

from tests.gui.conftest import App, close_app, make_app
from tests.gui.eeg_states import EegStates
from tests.gui.icl_states import IclStates
from tests.gui.motion_states import MotionStates, settle
from tests.gui.robustness_states import RobustStates

SIZES = ((1280, 800), (1920, 1080))
THEMES = ("dark", "light", "high_contrast")
LANGUAGES = ("en", "zh_CN")
WORKSPACES = ("motion", "neuro", "icl", "robustness")
STATES = ("empty", "working", "full")
OWN = ("motion", "eeg", "icl", "robust")


def picture(seed: int, height: int = 72, width: int = 128) -> np.ndarray:
    """A soft colour gradient, uint8 [H, W, 3]."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j]
    colors = rng.uniform(40, 230, (3, 3))
    mixed = (1 - x)[..., None] * colors[0] + x[..., None] * colors[1]
    return ((1 - y)[..., None] * mixed + y[..., None] * colors[2]).astype(np.uint8)


def fill(app: App, state: str) -> None:
    """Put the program into a state."""
    client = app.client
    if state == "empty":
        client.link("starting")
        return
    client.engine("busy")
    titles = ("Harbour at dusk", "Cat turns its head", "Coffee cup", "Rocket launch")
    for index in range(40 if state == "full" else 1):
        view = client.add_job(title=titles[index % 4], age_s=90.0 * (40 - index) + 20)
        client.run(view.job_id)
        client.partial(view.job_id, picture(index))
        if index % 9 == 4:
            client.fail(view.job_id, "out_of_memory", device="cpu")
        else:
            client.finish(view.job_id, result_dir="results")
    first = client.add_job(title="Sailing boat, second take", age_s=14)
    client.run(first.job_id)
    client.partial(first.job_id, picture(99))
    client.progress(first.job_id, 62, 100, eta_s=4.2)
    client.add_job(title="Sailing boat, third take", age_s=3)
    settle()
    app.window.toasts.clear()
    if state == "full":
        app.window.toggle_dock("jobs")


def shoot(
    qapp: QApplication,
    out: Path,
    themes: tuple[str, ...],
    languages: tuple[str, ...],
    states: tuple[str, ...],
    own: tuple[str, ...] = OWN,
) -> Iterator[Path]:
    """Write one PNG for each combination, and the workspaces of `own` in their own states."""
    for theme in themes:
        for language in languages:
            for state in states:
                yield from _shoot_state(qapp, out, theme, language, state)
            if "motion" in own:
                yield from _shoot_motion(qapp, out, theme, language)
            if "eeg" in own:
                yield from _shoot_eeg(qapp, out, theme, language)
            if "icl" in own:
                yield from _shoot_icl(qapp, out, theme, language)
            if "robust" in own:
                yield from _shoot_robust(qapp, out, theme, language)


@contextmanager
def _program(qapp: QApplication, theme: str, language: str, *, sample: bool) -> Iterator[App]:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["VITRINE_HOME"] = folder
        os.environ["VITRINE_CONFIG"] = f"{folder}/config"
        app = make_app(qapp, Path(folder), theme=theme, lang=language, sample=sample)
        app.desktop.show()
        settle()
        yield app
        close_app(app)
        settle()


def _shoot_state(
    qapp: QApplication, out: Path, theme: str, language: str, state: str
) -> Iterator[Path]:
    with _program(qapp, theme, language, sample=state != "empty") as app:
        fill(app, state)
        for workspace in ("welcome", *WORKSPACES):
            if workspace == "welcome":
                app.window.show_welcome()
            else:
                app.window.show_workspace(workspace)
            if state == "full" and app.window.dock.isHidden():
                app.window.toggle_dock("jobs")
            for width, height in SIZES:
                app.window.resize(width, height)
                # The bar follows its jobs ten times a second; a picture does not wait for that.
                app.window.jobs_bar.refresh()
                settle()
                path = out / f"{workspace}_{state}_{theme}_{language}_{width}x{height}.png"
                app.window.grab().save(str(path))
                yield path


def _shoot_motion(qapp: QApplication, out: Path, theme: str, language: str) -> Iterator[Path]:
    for width, height in SIZES:
        with _program(qapp, theme, language, sample=True) as app:
            app.window.resize(width, height)
            app.window.show_workspace("motion")
            states = MotionStates(app, out / ".renders")
            states.open()
            for name, show in states.names().items():
                shown = show()
                settle()
                path = out / f"motion_{name}_{theme}_{language}_{width}x{height}.png"
                shown.grab().save(str(path))
                yield path
            states.workspace.prompts.ask_save = lambda: "discard"


def _shoot_eeg(qapp: QApplication, out: Path, theme: str, language: str) -> Iterator[Path]:
    for width, height in SIZES:
        with _program(qapp, theme, language, sample=False) as app:
            app.window.resize(width, height)
            app.window.show_workspace("neuro")
            states = EegStates(app)
            settle()
            states.open()
            for name, show in states.names().items():
                shown = show()
                settle()
                path = out / f"eeg_{name}_{theme}_{language}_{width}x{height}.png"
                shown.grab().save(str(path))
                yield path
            states.close()


def _shoot_icl(qapp: QApplication, out: Path, theme: str, language: str) -> Iterator[Path]:
    for width, height in SIZES:
        with _program(qapp, theme, language, sample=False) as app:
            app.window.resize(width, height)
            app.window.show_workspace("icl")
            states = IclStates(app)
            settle()
            states.open()
            for name, show in states.names().items():
                shown = show()
                settle()
                path = out / f"icl_{name}_{theme}_{language}_{width}x{height}.png"
                shown.grab().save(str(path))
                yield path


def _shoot_robust(qapp: QApplication, out: Path, theme: str, language: str) -> Iterator[Path]:
    for width, height in SIZES:
        with _program(qapp, theme, language, sample=False) as app:
            app.window.resize(width, height)
            app.window.show_workspace("robustness")
            states = RobustStates(app)
            settle()
            states.open()
            for name, show in states.names().items():
                shown = show()
                settle()
                path = out / f"robust_{name}_{theme}_{language}_{width}x{height}.png"
                shown.grab().save(str(path))
                yield path


def main() -> int:
    """Shoot everything, or a part."""
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    parser.add_argument("--theme", choices=("dark", "light", "high_contrast"))
    parser.add_argument("--lang", choices=LANGUAGES)
    parser.add_argument("--motion", action="store_true", help="only Motion in its own states")
    parser.add_argument("--eeg", action="store_true", help="only EEG in its own states")
    parser.add_argument("--icl", action="store_true", help="only Demos in its own states")
    parser.add_argument("--robust", action="store_true", help="only Robustness in its own states")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    qapp = QApplication.instance() or QApplication([])
    assert isinstance(qapp, QApplication)
    themes = (options.theme,) if options.theme else THEMES
    languages = (options.lang,) if options.lang else LANGUAGES
    own = tuple(name for name in OWN if getattr(options, name))
    states = () if own else STATES
    pictures = shoot(qapp, options.out, themes, languages, states, own or OWN)
    count = sum(1 for _ in pictures)
    print(f"{count} pictures in {options.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
