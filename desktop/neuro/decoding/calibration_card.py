"""Whether the decoder knows this person, and the button that makes it so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QSizePolicy, QVBoxLayout

from desktop.neuro.decoding.calibrator import Calibrator
from desktop.neuro.decoding.live_decoder import LiveDecoder
from desktop.neuro.decoding.words import calibration_words, mismatch_words, run_words
from desktop.widgets.controls import button, label, name, set_role


@dataclass(frozen=True)
class CalibrationActions:
    """What the card can start.

    Attributes
    ----------
    last_recording : callable
        The recording that was made last and has ended; None if there is none.
    calibrate : callable
        From that recording.
    choose : callable
        Ask which recording, then calibrate.
    forget : callable
        Use no calibration any more.
    is_kept : callable
        Whether the person has a code, so that it is known again.
    show_pictures : callable or None
        Opens the page that shows pictures.
    """

    last_recording: Callable[[], Path | None]
    calibrate: Callable[[Path], object]
    choose: Callable[[], object]
    forget: Callable[[], object]
    is_kept: Callable[[], bool]
    show_pictures: Callable[[], object] | None = None


class CalibrationCard(QFrame):
    """Follows decoder and calibrator."""

    def __init__(
        self, decoder: LiveDecoder, calibrator: Calibrator, actions: CalibrationActions
    ) -> None:
        super().__init__()
        self._decoder, self._calibrator, self._actions = decoder, calibrator, actions
        self.setProperty("role", "card")
        self.title, self.sentence = label(self.tr("Calibration"), "title"), _sentence()
        self.outcome = _sentence()
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        name(self.progress, self.tr("Progress of the calibration"))
        self.use_last = button(
            self.tr("Use the last recording"),
            self.tr("Calibrate from the recording that was just made"),
            self._use_last,
            "primary",
        )
        self.run = button(
            self.tr("Calibration run…"),
            self.tr("Record, and show known pictures: some minutes, 15 at most"),
            actions.show_pictures or (lambda: None),
        )
        self.choose = button(
            self.tr("Choose a recording…"),
            self.tr("Calibrate from a recording made while known pictures were shown"),
            actions.choose,
        )
        self.cancel = button(
            self.tr("Cancel"), self.tr("Stop the calibration"), calibrator.cancel, "link"
        )
        self.forget = button(
            self.tr("Forget"), self.tr("Decode without this calibration"), actions.forget, "link"
        )
        self._lay_out()
        self._connections = [
            calibrator.run.changed.connect(lambda _: self.refresh()),
            decoder.calibration.changed.connect(lambda _: self.refresh()),
            decoder.status.changed.connect(lambda _: self.refresh()),
        ]
        self.refresh()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.forget)
        head.addWidget(self.cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 12)
        column.setSpacing(6)
        column.addLayout(head)
        parts = (self.sentence, self.outcome, self.progress)
        for widget in (*parts, self.use_last, self.run, self.choose):
            column.addWidget(widget)

    def _use_last(self) -> None:
        path = self._actions.last_recording()
        if path is not None:
            self._actions.calibrate(path)

    def refresh(self) -> None:
        """Say what is known and what can be done."""
        run, record = self._calibrator.run.value, self._decoder.calibration.value
        store = self._decoder.store
        if record is None and self._decoder.is_simulated:
            words = self.tr(
                "Decoding works as for any person. This participant looks at known pictures by"
                " itself: record some minutes, then calibrate from the recording."
            )
        elif record is None:
            words = self.tr(
                "Decoding works as for any person. Calibrated to this one it works better: record"
                " while known pictures are shown, for 15 minutes at most."
            )
        elif store is not None and self._decoder.usable_calibration is None:
            words = mismatch_words(record, store.info.labels)
        else:
            words = calibration_words(record)
            if not self._actions.is_kept():
                words += ". " + self.tr(
                    "It is forgotten with the source: type the subject's code to keep the next one."
                )
        is_refused = (
            record is not None and store is not None and (self._decoder.usable_calibration is None)
        )
        set_role(self.sentence, "bad" if is_refused else "muted")
        self.sentence.setText(words)
        self.outcome.setText(run_words(run))
        set_role(self.outcome, {"failed": "bad", "done": "good"}.get(run.step, "muted"))
        self.outcome.setVisible(run.step != "idle")
        self.progress.setVisible(run.is_running)
        self.progress.setRange(0, 100 if run.total > 0 else 0)
        self.progress.setValue(round(100 * run.done / run.total) if run.total > 0 else 0)
        last = self._actions.last_recording()
        self.use_last.setVisible(last is not None and not run.is_running)
        if last is not None:
            self.use_last.setToolTip(self.tr("Calibrate from {name}").format(name=last.name))
        can_show = self._actions.show_pictures is not None and not self._decoder.is_simulated
        self.run.setVisible(can_show and record is None and not run.is_running)
        self.choose.setVisible(not run.is_running)
        self.cancel.setVisible(run.is_running)
        self.forget.setVisible(record is not None and not run.is_running)

    def release(self) -> None:
        """Let go of the models."""
        for disconnect in self._connections:
            disconnect()
        self._connections.clear()


def _sentence() -> QLabel:
    found = label("", "muted")
    found.setWordWrap(True)
    found.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.MinimumExpanding)
    return found
