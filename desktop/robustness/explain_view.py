"""Which words the answers hang on, before and after the attack, and what no attack can take."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from desktop.core.tokens import LABEL_PX
from desktop.robustness.lab import Lab
from desktop.robustness.lab_view import LabView
from desktop.robustness.model import RobustModel
from desktop.robustness.plots import CertificatePlot
from desktop.robustness.word_bars import DELETION, GRADIENT, WordBars
from desktop.robustness.words import percent, rate_words, step_words, translate
from desktop.widgets.controls import button, label, name, set_role
from desktop.widgets.scroll_room import keep_bar_room
from desktop.widgets.theme import Theme
from shared.tasks.robustness import ROBUSTNESS_EXPLAIN, Importance, RobustnessExplainResult

KEPT = 3


class BarLegend(QWidget):
    """What the two bars are."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._texts = {
            GRADIENT: translate("Robust", "gradient"),
            DELETION: translate("Robust", "loss without the word, 95 % interval"),
        }
        self.setAccessibleName(", ".join(self._texts.values()))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def release(self) -> None:
        """Let go of the theme."""
        self._theme.changed.disconnect(self.update)

    def sizeHint(self) -> QSize:
        """Both side by side."""
        metrics = QFontMetricsF(self._theme.font(LABEL_PX))
        width = sum(metrics.horizontalAdvance(text) + 30 for text in self._texts.values())
        return QSize(round(width), self._theme.px(20))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint squares and words."""
        painter, x = QPainter(self), 0.0
        painter.setFont(self._theme.font(LABEL_PX))
        for color, text in self._texts.items():
            middle = self.height() / 2
            painter.fillRect(QRectF(x, middle - 4, 8, 8), self._theme.data_color(color))
            width = painter.fontMetrics().horizontalAdvance(text)
            painter.setPen(self._theme.color("muted"))
            box = QRectF(x + 13, 0, width + 2, self.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, text)
            x += width + 30
        painter.end()


class ExplainView(LabView):
    """Starts the explanation and shows it, the certificate at the right."""

    def __init__(
        self, model: RobustModel, lab: Lab, theme: Theme, start: Callable[[int], object]
    ) -> None:
        super().__init__(model, lab, theme)
        self._start = start
        self.before = WordBars(theme, translate("Robust", "Words of the prompt"))
        self.after = WordBars(theme, translate("Robust", "Words of the attacked prompt"))
        self.before_title, self.after_title = label("", "label"), label("", "label")
        self.legend = BarLegend(theme)
        self.said = label("", "muted")
        self.said.setWordWrap(True)
        self.plot = CertificatePlot(theme)
        self.certified = label("", "label")
        self.certified.setWordWrap(True)
        self._make_controls()
        self._lay_out()

    def _make_controls(self) -> None:
        self.run = button(
            translate("Robust", "Explain"),
            translate("Robust", "Measure what each word does, by gradient and by leaving it out"),
            self._begin,
            "primary",
        )
        self.certify = QCheckBox(translate("Robust", "Certificate"))
        name(
            self.certify,
            translate("Robust", "Certificate"),
            translate(
                "Robust",
                "Accuracy that no change of so many words can take, by a vote of prompts that keep"
                " only a few words",
            ),
        )
        self.kept = QSpinBox()
        self.kept.setRange(1, 64)
        self.kept.setValue(KEPT)
        self.kept.setSuffix(translate("Robust", " words"))
        name(
            self.kept,
            translate("Robust", "Words kept"),
            translate("Robust", "How many words each voting prompt keeps"),
        )
        self.certify.toggled.connect(self.kept.setEnabled)
        self.kept.setEnabled(False)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(12)
        for widget in (self.run, self.certify, self.kept):
            top.addWidget(widget)
        top.addWidget(self.said, 1)
        top.addWidget(self.legend)
        content = QFrame()
        content.setProperty("role", "panel")
        rows = QVBoxLayout(content)
        rows.setContentsMargins(0, 0, 8, 0)
        rows.setSpacing(4)
        for title, bars in ((self.before_title, self.before), (self.after_title, self.after)):
            rows.addWidget(title)
            rows.addWidget(bars)
        rows.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidget(content)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        keep_bar_room(self.area)
        right = QVBoxLayout()
        right.setSpacing(2)
        right.addWidget(self.plot, 1)
        right.addWidget(self.certified)
        self._right = QWidget()
        self._right.setLayout(right)
        right.setContentsMargins(0, 0, 0, 0)
        self._right.setFixedWidth(self.theme.px(270))
        body = QHBoxLayout()
        body.setSpacing(16)
        body.addWidget(self.area, 1)
        body.addWidget(self._right)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 8)
        column.setSpacing(8)
        column.addLayout(top)
        column.addLayout(body, 1)

    def release(self) -> None:
        """Let go of everything."""
        super().release()
        for part in (self.before, self.after, self.legend, self.plot):
            part.release()

    def _begin(self) -> None:
        self._start(self.kept.value() if self.certify.isChecked() else 0)

    def refresh(self) -> None:
        """Show the newest explanation."""
        self.run.setEnabled(self.model.problem in ("", "attacks"))
        run = self.lab.newest(ROBUSTNESS_EXPLAIN.name)
        found = run.explained if run is not None else None
        set_role(self.said, "bad" if run is not None and run.step == "failed" else "muted")
        if run is None:
            words = translate("Robust", "See which words the answers hang on.")
        elif run.step == "done":
            words = ""
        else:
            words = step_words(run)
        self.said.setText(words)
        self.legend.setVisible(found is not None)
        self._show(self.before, found.prompt if found else None, is_first=True)
        attacked = found.attacked if found else None
        self._show(self.after, attacked, is_first=False)
        self._show_certificate(found)

    def _show(self, bars: WordBars, one: Importance | None, *, is_first: bool) -> None:
        heading = self.before_title if is_first else self.after_title
        heading.setVisible(one is not None)
        bars.setVisible(one is not None)
        bars.show_importance(one)
        if one is None:
            return
        words = translate("Robust", "The prompt") if is_first else translate("Robust", "Attacked")
        if one.agreement is not None:
            agree = translate("Robust", "both methods agree by {value} (rank correlation)")
            words += " · " + agree.format(value=f"{one.agreement:.2f}")
        elif one.gradient is None:
            words += " · " + translate("Robust", "a server gives no gradient")
        heading.setText(words)

    def _show_certificate(self, found: RobustnessExplainResult | None) -> None:
        shares = found.certificate if found is not None else ()
        self._right.setVisible(bool(shares))
        self.plot.show_shares(shares)
        if found is None or not shares:
            return
        last = shares[min(2, len(shares) - 1)]
        words = translate("Robust", "{share} stand against any {n} words changed").format(
            share=percent(last.accuracy.value), n=last.changed
        )
        masks = (
            translate("Robust", "exact, {n} masks")
            if found.exact
            else translate("Robust", "sampled, {n} masks")
        )
        words += " · " + masks.format(n=found.masks)
        self.certified.setText(words)
        self.certified.setToolTip(rate_words(last.accuracy))
