"""The settings; each takes effect as it is changed."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from desktop.core.settings import Settings, SettingsStore
from desktop.widgets.controls import button, label, name

_THEMES = ("system", "dark", "light", "high_contrast")
_LANGUAGES = ("system", "en", "zh_CN")
WIDTH_PX = 480


class SettingsDialog(QDialog):
    """Look, language, and where and how the worker works."""

    def __init__(self, store: SettingsStore, home: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store, self._home = store, home
        self.setMinimumWidth(WIDTH_PX)
        self.theme, self.language = QComboBox(), QComboBox()
        self.font_scale = QSpinBox()
        self.font_scale.setRange(80, 200)
        self.font_scale.setSingleStep(10)
        self.font_scale.lineEdit().setTextMargins(6, 0, 0, 0)
        self.reduced_motion, self.keep_rendering = QCheckBox(), QCheckBox()
        self.lsl_network, self.welcome_at_start = QCheckBox(), QCheckBox()
        self.notify_when_done = QCheckBox()
        self.worker_home = QLineEdit()
        self.worker_home.setPlaceholderText(str(home))
        self.browse = button("…", "…", self._browse)
        self.hint = label("", "label")
        self.hint.setWordWrap(True)
        self.close_button = button("", "", self.close, "primary")
        self._names = {key: label() for key in ("theme", "language", "font_scale", "worker_home")}
        self._lay_out()
        self.retranslate()
        self.show_settings(store.value)
        self._connect()

    def _lay_out(self) -> None:
        home = QHBoxLayout()
        home.setSpacing(8)
        home.addWidget(self.worker_home, 1)
        home.addWidget(self.browse)
        form = QFormLayout()
        form.setHorizontalSpacing(24)
        form.setVerticalSpacing(12)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(self._names["theme"], self.theme)
        form.addRow(self._names["language"], self.language)
        form.addRow(self._names["font_scale"], self.font_scale)
        form.addRow("", self.reduced_motion)
        form.addRow("", self.welcome_at_start)
        form.addRow("", self.notify_when_done)
        form.addRow(self._names["worker_home"], home)
        form.addRow("", self.hint)
        form.addRow("", self.keep_rendering)
        form.addRow("", self.lsl_network)
        for key in self._names:
            self._names[key].setBuddy(getattr(self, key))
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(24)
        column.addLayout(form)
        column.addStretch(1)
        column.addLayout(foot)

    def _connect(self) -> None:
        update = self._store.update
        self.theme.activated.connect(lambda i: update(theme=_THEMES[i]))
        self.language.activated.connect(lambda i: update(language=_LANGUAGES[i]))
        self.font_scale.setKeyboardTracking(False)
        self.font_scale.valueChanged.connect(lambda percent: update(font_scale=percent / 100))
        self.reduced_motion.toggled.connect(lambda on: update(reduced_motion=on))
        self.welcome_at_start.toggled.connect(lambda on: update(welcome_at_start=on))
        self.notify_when_done.toggled.connect(lambda on: update(notify_when_done=on))
        self.keep_rendering.toggled.connect(lambda on: update(keep_rendering=on))
        self.lsl_network.toggled.connect(lambda on: update(lsl_network=on))
        self.worker_home.editingFinished.connect(
            lambda: update(worker_home=self.worker_home.text().strip())
        )

    def show_settings(self, settings: Settings) -> None:
        """Set every control."""
        self.theme.setCurrentIndex(_THEMES.index(settings.theme))
        self.language.setCurrentIndex(_LANGUAGES.index(settings.language))
        self.font_scale.setValue(round(100 * settings.font_scale))
        self.reduced_motion.setChecked(settings.reduced_motion)
        self.welcome_at_start.setChecked(settings.welcome_at_start)
        self.notify_when_done.setChecked(settings.notify_when_done)
        self.keep_rendering.setChecked(settings.keep_rendering)
        self.lsl_network.setChecked(settings.lsl_network)
        self.worker_home.setText(settings.worker_home)

    def _browse(self) -> None:
        start = self.worker_home.text() or str(self._home)
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Folder of the worker"), start)
        if chosen:
            self.worker_home.setText(chosen)
            self._store.update(worker_home=chosen)

    def retranslate(self) -> None:
        """Take all texts in the current language."""
        self.setWindowTitle(self.tr("Settings"))
        themes = (self.tr("As the system"), self.tr("Dark"), self.tr("Light"))
        _fill(self.theme, (*themes, self.tr("High contrast")))
        _fill(self.language, (self.tr("As the system"), "English", "简体中文"))
        self._names["theme"].setText(self.tr("Theme"))
        self._names["language"].setText(self.tr("Language"))
        self._names["font_scale"].setText(self.tr("Text size"))
        self._names["worker_home"].setText(self.tr("Worker folder"))
        self.font_scale.setSuffix(" %")
        self.reduced_motion.setText(self.tr("Less motion"))
        self.welcome_at_start.setText(self.tr("Welcome page at start"))
        self.notify_when_done.setText(self.tr("Tell when a job is done while the window is behind"))
        self.keep_rendering.setText(self.tr("Keep rendering after the window is closed"))
        self.lsl_network.setText(self.tr("EEG streams of other computers (LSL)"))
        self.hint.setText(self.tr("Holds the queue and all results. Used from the next start on."))
        self.close_button.setText(self.tr("Close"))
        name(self.theme, self.tr("Theme"), self.tr("Colours of the window"))
        name(self.language, self.tr("Language"), self.tr("Language of the window"))
        name(self.font_scale, self.tr("Text size"), self.tr("80 to 200 % of 13 px"))
        help_text = self.tr("Nothing moves on its own, except what you play")
        name(self.reduced_motion, self.tr("Less motion"), help_text)
        help_text = self.tr("Samples, recent documents and what this computer can do")
        name(self.welcome_at_start, self.welcome_at_start.text(), help_text)
        help_text = self.tr("A notification of the system, with the job's title and no content")
        name(self.notify_when_done, self.notify_when_done.text(), help_text)
        help_text = self.tr("The worker finishes its jobs; otherwise it ends with the window")
        name(self.keep_rendering, self.keep_rendering.text(), help_text)
        help_text = self.tr(
            "Anybody on the network can then read the signal. Used from the next start of the "
            "worker on."
        )
        name(self.lsl_network, self.lsl_network.text(), help_text)
        name(self.worker_home, self.tr("Worker folder"), self.hint.text())
        name(self.browse, self.tr("Choose a folder…"))
        name(self.close_button, self.tr("Close"))

    def changeEvent(self, event: QEvent) -> None:
        """Speak the new language."""
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def _fill(box: QComboBox, titles: tuple[str, ...]) -> None:
    index = max(box.currentIndex(), 0)
    box.blockSignals(True)
    box.clear()
    box.addItems(list(titles))
    box.setCurrentIndex(index)
    box.blockSignals(False)
