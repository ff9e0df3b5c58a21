"""Asks for a folder of weights: of which kind it is, where it lies, and what it is called."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from desktop.models.kinds import ADDED_KINDS, AddedKind, suggested_id
from desktop.models.words import base_words, enables_words, kind_words, translate
from desktop.widgets.controls import button, label, name
from desktop.widgets.theme import Theme
from shared.models import is_model_id


@dataclass(frozen=True)
class NewModel:
    """What a person named."""

    id: str
    kind: str
    path: Path
    base: Path | None = None
    licence: str = ""


class AddDialog(QDialog):
    """`add` is called with the model when the person says so."""

    def __init__(
        self,
        theme: Theme,
        taken: frozenset[str],
        add: Callable[[NewModel], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._taken, self._add, self._theme = taken, add, theme
        self._named_by_hand = False
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(translate("Models", "Add a model"))
        self.setMinimumWidth(theme.px(560))
        self.kind = QComboBox()
        for one in ADDED_KINDS:
            self.kind.addItem(kind_words(one.name), one.name)
        self.kind.currentIndexChanged.connect(lambda _: self._show_kind())
        self.path, self.base = QLineEdit(), QLineEdit()
        self.model_id, self.licence = QLineEdit(), QLineEdit()
        for line in (self.path, self.base, self.licence):
            line.textChanged.connect(lambda _: self._refresh())
        self.model_id.textEdited.connect(lambda _: self._name_by_hand())
        self.enables = label("", "muted")
        self.wrong = label("", "bad")
        self.wrong.setWordWrap(True)
        self.add_button = button(
            translate("Models", "Add"),
            translate("Models", "Look at the files and put the model on the list"),
            self._take,
            "primary",
        )
        self._lay_out()
        self._show_kind()

    def _lay_out(self) -> None:
        self.form = QFormLayout()
        self.form.setHorizontalSpacing(24)
        self.form.setVerticalSpacing(12)
        self.form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._base_row = self._browsed(self.base, lambda: self._browse(self.base, False))
        rows: tuple[tuple[str, str, QWidget, QWidget], ...] = (
            (
                translate("Models", "Kind"),
                translate("Models", "What the files are"),
                self.kind,
                self.kind,
            ),
            (
                translate("Models", "Folder"),
                translate("Models", "Where the weights lie; they are read there, not copied"),
                self.path,
                self._browsed(self.path, lambda: self._browse(self.path, self._kind.is_file)),
            ),
            (*base_words("")[:2], self.base, self._base_row),
            (
                translate("Models", "Name"),
                translate("Models", "How requests and results call it"),
                self.model_id,
                self.model_id,
            ),
            (
                translate("Models", "Licence"),
                translate("Models", "As its publisher states it, for the list"),
                self.licence,
                self.licence,
            ),
        )
        for title, told, field, row in rows:
            name(field, title, told)
            text = label(title)
            text.setBuddy(field)
            self.form.addRow(text, row)
            if field is self.base:
                self._base_label = text
            if field is self.kind:
                self.form.addRow("", self.enables)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.wrong, 1)
        cancel = translate("Models", "Cancel")
        foot.addWidget(button(cancel, cancel, self.reject))
        foot.addWidget(self.add_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(20)
        column.addLayout(self.form)
        column.addLayout(foot)

    def _browsed(self, line: QLineEdit, browse: Callable[[], object]) -> QWidget:
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(line, 1)
        layout.addWidget(button("…", translate("Models", "Choose on this computer"), browse))
        return row

    @property
    def _kind(self) -> AddedKind:
        return ADDED_KINDS[self.kind.currentIndex()]

    @property
    def new_model(self) -> NewModel:
        """What the fields say."""
        base = self.base.text().strip()
        return NewModel(
            self.model_id.text().strip(),
            self._kind.name,
            Path(self.path.text().strip()),
            Path(base) if base and self._kind.needs_base else None,
            self.licence.text().strip(),
        )

    def _browse(self, line: QLineEdit, is_file: bool) -> None:
        title = translate("Models", "Where the weights lie")
        if is_file:
            kinds = translate("Models", "Checkpoints ({patterns})")
            found, _ = QFileDialog.getOpenFileName(
                self, title, line.text(), kinds.format(patterns="*.safetensors *.pth *.ckpt *.pt")
            )
        else:
            found = QFileDialog.getExistingDirectory(self, title, line.text())
        if found:
            line.setText(found)

    def _show_kind(self) -> None:
        self.enables.setText(enables_words(self._kind.name))
        title, told, _ = base_words(self._kind.name)
        self._base_label.setText(title)
        name(self.base, title, told)
        self.form.setRowVisible(self._base_row, self._kind.needs_base)
        self._refresh()

    def _name_by_hand(self) -> None:
        self._named_by_hand = bool(self.model_id.text())
        self._refresh()

    def _refresh(self) -> None:
        path = self.path.text().strip()
        if path and not self._named_by_hand:
            self.model_id.setText(suggested_id(Path(path).stem, self._taken))
        wrong = self._problem()
        self.wrong.setText(wrong)
        self.add_button.setEnabled(bool(path) and not wrong)

    def _problem(self) -> str:
        """What is still wrong with the fields, in words; where nothing is typed, nothing is."""
        if not self.path.text().strip():
            return ""
        new = self.new_model
        if not new.path.exists():
            return translate("Models", "There is nothing at {path}.").format(path=new.path)
        if self._kind.needs_base and (new.base is None or not new.base.is_dir()):
            return base_words(self._kind.name)[2]
        if new.id in self._taken:
            return translate("Models", "{name} is taken; choose another name.").format(name=new.id)
        if not is_model_id(new.id):
            return translate("Models", "A name has up to 64 letters, digits, points and dashes.")
        return ""

    def _take(self) -> None:
        self._add(self.new_model)
        self.accept()
