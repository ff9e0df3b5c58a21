"""A run as its operator sees it: getting ready, waiting, going on, and what became of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QSizePolicy, QVBoxLayout

from desktop.neuro.stimulus.player import Player, RunReport
from desktop.neuro.stimulus.words import duration, run_lines, run_title
from desktop.widgets.controls import button, label
from desktop.widgets.words import error_words
from shared.errors import AppError


class RunCard(QFrame):
    """Emits what the operator wants of the run.

    Attributes
    ----------
    stop_wanted, resume_wanted : Signal
        End the run; go on after a pause.
    show_wanted, save_wanted, closed : Signal
        Show the report's file; save it elsewhere; put the summary away.
    """

    stop_wanted = Signal()
    resume_wanted = Signal()
    show_wanted = Signal()
    save_wanted = Signal()
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.title, self.sentence = label("", "title"), label("", "muted")
        self.sentence.setWordWrap(True)
        self.sentence.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.MinimumExpanding)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Pictures shown"))
        self.resume = button(
            self.tr("Go on"), self.tr("Go on after the pause"), self.resume_wanted.emit
        )
        self.stop = button(self.tr("End"), self.tr("End the pictures now"), self.stop_wanted.emit)
        self.show_file = button(
            self.tr("Show the report"),
            self.tr("The file that says when each picture was planned and shown"),
            self.show_wanted.emit,
        )
        self.save = button(
            self.tr("Save elsewhere…"),
            self.tr("Choose another place for the report, which could not be saved"),
            self.save_wanted.emit,
        )
        self.close_button = button(self.tr("Close"), self.tr("Put this away"), self.closed.emit)
        row = QHBoxLayout()
        row.setSpacing(8)
        for widget in (self.resume, self.stop, self.show_file, self.save, self.close_button):
            row.addWidget(widget)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self.title)
        words.addWidget(self.sentence)
        words.addWidget(self.bar)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(12, 10, 12, 10)
        outer.setSpacing(12)
        outer.addLayout(words, 1)
        outer.addLayout(row)

    def show_preparing(self, done: int, total: int) -> None:
        """Pictures are being made ready."""
        self._show(self.tr("Getting the pictures ready"), "", stop=True)
        self._progress(done, total)

    def show_run(self, player: Player) -> None:
        """The run as it is now."""
        n_shown, n_planned, left_s = player.progress
        if player.phase == "ready":
            self._show(
                self.tr("Ready"),
                self.tr("It begins when somebody presses Enter in the stimulus window."),
                stop=True,
            )
        elif player.phase == "paused":
            sentence = self.tr("Space in the stimulus window goes on, Esc ends.")
            self._show(self.tr("Paused"), sentence, stop=True, resume=True)
        else:
            sentence = self.tr("{n} of {total} pictures · {left} left").format(
                n=n_shown, total=n_planned, left=duration(left_s)
            )
            self._show(self.tr("Pictures are being shown"), sentence, stop=True)
        self._progress(n_shown, n_planned)

    def show_report(
        self, report: RunReport, saved: Path | None, error: AppError | None, *, can_show: bool
    ) -> None:
        """What became of the run, and of its file: saved, not saved, or still on its way."""
        lines = run_lines(report)
        if error is not None:
            lines.append(error_words(error))
        elif saved is not None:
            lines.append(self.tr("Report: {name}").format(name=saved.name))
        self._show(
            run_title(report),
            "\n".join(lines),
            show_file=saved is not None and error is None and can_show,
            save=error is not None,
            close=True,
        )
        self.setToolTip(str(saved) if saved is not None else "")
        self.bar.hide()

    def show_failure(self, error: AppError) -> None:
        """Why pictures could not be made ready: nothing was shown."""
        self._show(self.tr("Nothing was shown"), error_words(error), close=True)
        self.bar.hide()

    def _progress(self, done: int, total: int) -> None:
        self.bar.show()
        self.bar.setRange(0, max(1, total))
        self.bar.setValue(done)

    def _show(
        self,
        title: str,
        sentence: str,
        *,
        stop: bool = False,
        resume: bool = False,
        show_file: bool = False,
        save: bool = False,
        close: bool = False,
    ) -> None:
        self.title.setText(title)
        self.sentence.setText(sentence)
        self.sentence.setVisible(bool(sentence))
        for widget, wanted in (
            (self.stop, stop),
            (self.resume, resume),
            (self.show_file, show_file),
            (self.save, save),
            (self.close_button, close),
        ):
            widget.setVisible(wanted)
        self.show()
