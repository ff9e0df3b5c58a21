"""Below the traces: the spectrum, and the head with a choice of what it shows."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from desktop.neuro.analysis_feed import AnalysisFeed
from desktop.neuro.channels import ChannelModel
from desktop.neuro.head_model import MODES
from desktop.neuro.head_view import HeadView
from desktop.neuro.psd_view import PsdView
from desktop.neuro.trace_model import TraceModel
from desktop.widgets.controls import label, name
from desktop.widgets.theme import Theme


class PlotsPane(QWidget):
    """Follows the analysis."""

    def __init__(
        self, model: TraceModel, channels: ChannelModel, analysis: AnalysisFeed, theme: Theme
    ) -> None:
        super().__init__()
        self.psd = PsdView(analysis, channels, theme)
        self.head = HeadView(analysis, channels, theme, lambda: model.settings.value.scale_uv)
        self.mode = QComboBox()
        titles = {
            "delta": self.tr("Delta power, 1–4 Hz"),
            "theta": self.tr("Theta power, 4–8 Hz"),
            "alpha": self.tr("Alpha power, 8–13 Hz"),
            "beta": self.tr("Beta power, 13–30 Hz"),
            "gamma": self.tr("Gamma power, 30–45 Hz"),
            "voltage": self.tr("Voltage now"),
            "quality": self.tr("Signal quality"),
        }
        for mode in MODES:
            self.mode.addItem(titles[mode], mode)
        name(self.mode, self.tr("What the head shows"))
        self.mode.currentIndexChanged.connect(lambda _: self.head.set_mode(self.mode.currentData()))
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(_titled(label(self.tr("Spectrum"), "label"), self.psd, theme))
        self.splitter.addWidget(_titled(self.mode, self.head, theme))
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 0)
        self.splitter.setSizes([560, 320])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.splitter)

    def release(self) -> None:
        """Let go of models and theme."""
        self.psd.release()
        self.head.release()


def _titled(title: QWidget, body: QWidget, theme: Theme) -> QWidget:
    pane = QWidget()
    pane.setObjectName("plotPane")
    pane.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    head = QWidget()
    head.setFixedHeight(theme.px(32))
    row = QHBoxLayout(head)
    row.setContentsMargins(12, 0, 8, 0)
    row.addWidget(title)
    row.addStretch(1)
    column = QVBoxLayout(pane)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(head)
    column.addWidget(body, 1)
    return pane
