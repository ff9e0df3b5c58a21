"""The desktop program: options, log, theme, language, link and window, in that order."""

from __future__ import annotations

import argparse
import logging
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from desktop.core.link import Link
from desktop.core.logs import Logs, close_logs, open_logs
from desktop.core.settings import Settings, SettingsStore
from desktop.main_window import MainWindow
from desktop.widgets.fault_hooks import FaultHooks, words_for
from desktop.widgets.language import Translation, resolve_language
from desktop.widgets.link_bridge import LinkBridge, open_link
from desktop.widgets.theme import Theme, has_cjk_font
from shared.paths import config_dir, default_home, keep_files_private

log = logging.getLogger(__name__)


def parse_options(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="vitrine", description="Open the Vitrine window.")
    parser.add_argument("project", nargs="?", type=Path, help="picture or project to open")
    parser.add_argument("--home", type=Path, metavar="DIR", help="folder of queue and results")
    parser.add_argument("--sample", action="store_true", help="open the sample project")
    parser.add_argument("--lang", choices=("en", "zh_CN"), help="language of this run")
    parser.add_argument(
        "--theme", choices=("system", "dark", "light", "high_contrast"), help="theme of this run"
    )
    parser.add_argument("--measure-start", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


class Desktop:
    """Everything that lives as long as the program; made once by `main`, and by tests."""

    def __init__(
        self,
        app: QApplication,
        options: argparse.Namespace,
        *,
        link: Link | None = None,
        hooks: FaultHooks | None = None,
        logs: Logs | None = None,
    ) -> None:
        self.app, self.options = app, options
        self.settings = SettingsStore(config_dir())
        value = self.settings.value
        chosen = Path(value.worker_home) if value.worker_home else default_home()
        self.home: Path = options.home or chosen
        self.logs = logs or open_logs(self.home / "logs")
        self.hooks = hooks or FaultHooks(self.home)
        self.translation = Translation(app)
        self.translation.use(resolve_language(options.lang or value.language))
        self.theme = Theme(self._theme_name(value), font_scale=value.font_scale)
        self.theme.apply(app)
        self.bridge = LinkBridge()
        self.link = link or open_link(
            self.home,
            self.bridge,
            keep_running=value.keep_rendering,
            host_options=("--lsl-network",) if value.lsl_network else (),
        )
        self.window = MainWindow(
            self.link, self.theme, self.settings, self.logs, self.home, self.bridge.post
        )
        self._applied = value
        self.settings.changed.connect(self._apply)
        app.styleHints().colorSchemeChanged.connect(lambda _: self._follow_system())
        self.hooks.report = self._report

    def show(self) -> None:
        """Show the window, then connect and open what was asked for."""
        if self.settings.value.window_maximized:
            self.window.showMaximized()
        else:
            self.window.show()
        QTimer.singleShot(0, self.window, self._after_first_paint)

    def _after_first_paint(self) -> None:
        self.link.start()
        self.window.focus_front()
        self._tell_at_start()
        if self.options.project is not None:
            self.window.drops.take(self.options.project.absolute())
        elif self.options.sample:
            self.window.show_workspace("motion")
            self.window.registry.run("motion.open_sample")

    def _tell_at_start(self) -> None:
        for warning in self.settings.warnings:
            log.warning("%s", warning)
        if self.settings.warnings:
            self.window.notify("warning", "\n".join(self.settings.warnings))
        self.window.offer_recovery(self.hooks.last_crash)
        if self.translation.language == "zh_CN" and not has_cjk_font():
            # In English: the language it speaks of cannot be drawn.
            self.window.notify(
                "warning",
                "Chinese text needs a font that is not installed. On Debian and Ubuntu: "
                "sudo apt-get install fonts-noto-cjk",
            )

    def _report(self, error: BaseException, trace: str) -> None:
        self.bridge.post(lambda: self.window.show_error(words_for(error), trace))

    def _theme_name(self, settings: Settings) -> str:
        wanted: str = self.options.theme or settings.theme
        if wanted != "system":
            return wanted
        from PySide6.QtCore import Qt

        is_light = self.app.styleHints().colorScheme() is Qt.ColorScheme.Light
        return "light" if is_light else "dark"

    def _follow_system(self) -> None:
        self.theme.use(self._theme_name(self.settings.value))

    def _apply(self, settings: Settings) -> None:
        before, self._applied = self._applied, settings
        if settings.theme != before.theme:
            # What the person chooses in the window wins over the option it was started with.
            self.options.theme = None
        if (settings.theme, settings.font_scale) != (before.theme, before.font_scale):
            self.theme.use(self._theme_name(settings), font_scale=settings.font_scale)
        if settings.language != before.language:
            self.translation.use(resolve_language(settings.language))

    def close(self) -> None:
        """Let go of the worker, threads, hooks and files, without a question."""
        self.window.shut_down()
        self.window.close()
        self.link.close()
        self.hooks.report = None
        self.hooks.remove()
        close_logs(self.logs)


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the window and return when it is closed."""
    started = time.monotonic()
    options = parse_options(arguments)
    keep_files_private()
    app = QApplication(sys.argv[:1])
    app.setApplicationName("Vitrine")
    app.setDesktopFileName("vitrine")
    icon = Path(__file__).resolve().parents[1] / "resources" / "icons" / "vitrine.svg"
    app.setWindowIcon(QIcon(str(icon)))
    desktop = Desktop(app, options)
    desktop.show()
    if options.measure_start:
        QTimer.singleShot(0, app, lambda: _say_usable(app))
    log.info("window made in %.2f s", time.monotonic() - started)
    try:
        return app.exec()
    finally:
        desktop.close()


def _say_usable(app: QApplication) -> None:
    print("usable", flush=True)  # noqa: T201 - read by the benchmark that started this program
    app.quit()
