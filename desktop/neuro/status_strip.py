"""The line below the traces: what was lost, how even the stream is, how late the picture is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.core.tokens import LABEL_PX
from desktop.neuro.latency import LatencyMeter
from desktop.neuro.session import EegSession
from desktop.neuro.steady_label import SteadyLabel
from desktop.widgets.controls import name, set_role
from desktop.widgets.theme import Theme


class StatusStrip(QWidget):
    """Follows the session; `show_latency` is called now and then."""

    def __init__(self, session: EegSession, latency: LatencyMeter, theme: Theme) -> None:
        super().__init__()
        self._session, self._latency, self._theme = session, latency, theme
        self._is_bad = False
        self.setObjectName("statusStrip")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(theme.px(24))
        self.lost, self.rate, self.jitter, self.clock, self.delay = (
            SteadyLabel() for _ in range(5)
        )
        name(self.lost, self.tr("Lost samples"), self.tr("Samples lost since the source opened"))
        name(self.rate, self.tr("Rate"), self.tr("Rate as measured, in samples a second"))
        name(self.jitter, self.tr("Jitter"), self.tr("Largest error of a time stamp of late"))
        name(self.clock, self.tr("Clock"), self.tr("Jumps of the source's clock, taken out"))
        name(
            self.delay,
            self.tr("Delay"),
            self.tr("From the source to the screen: half, and 95 % of the pictures, are faster"),
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(16)
        for widget in (self.lost, self.rate, self.jitter, self.clock):
            row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        row.addWidget(self.delay)
        self._disconnect = session.state.changed.connect(lambda _: self.refresh())
        self.refresh()

    def refresh(self) -> None:
        """Show the counters."""
        state = self._session.state.value
        counts = state.counts
        share = counts.lost / max(1, counts.received + counts.lost)
        words = self.tr("Lost {lost} ({percent} %)")
        self.lost.setText(words.format(lost=counts.lost, percent=f"{100 * share:.2f}"))
        if (counts.lost > 0) != self._is_bad:
            self._is_bad = counts.lost > 0
            # As small as its neighbours, which the role of bad news is not.
            set_role(self.lost, "bad" if self._is_bad else "label")
            self.lost.setFont(self._theme.font(LABEL_PX))
        self.rate.setText(f"{state.rate_hz:.2f} Hz")
        self.jitter.setText(self.tr("Jitter {ms} ms").format(ms=f"{state.jitter_ms:.1f}"))
        jumps = self.tr("Clock jumps {count}").format(count=counts.clock_jumps)
        parts = [jumps]
        if counts.late:
            parts.append(self.tr("late {count}").format(count=counts.late))
        if counts.duplicated:
            parts.append(self.tr("twice {count}").format(count=counts.duplicated))
        self.clock.setText(" · ".join(parts))

    def show_latency(self) -> None:
        """Show how late the picture is."""
        half, most = self._latency.percentile_ms(50), self._latency.percentile_ms(95)
        if half is None or most is None:
            self.delay.setText("")
            return
        words = self.tr("To screen {half} ms, 95 % within {most} ms")
        self.delay.setText(words.format(half=round(half), most=round(most)))

    def release(self) -> None:
        """Let go of the session."""
        self._disconnect()
