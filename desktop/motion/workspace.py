"""The Motion workspace as the window knows it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QMessageBox, QStackedWidget, QVBoxLayout, QWidget

from desktop.core.commands import Command
from desktop.core.link import Link
from desktop.core.observable import Signal
from desktop.core.settings import Settings, SettingsStore
from desktop.core.undo import UndoStack
from desktop.motion.arrivals import TRACK_SUFFIXES, VIDEO_SUFFIXES, needs_picture
from desktop.motion.command_list import motion_commands, tool_titles
from desktop.motion.document import MotionDocument
from desktop.motion.documents import DocumentSession
from desktop.motion.editor import Editor
from desktop.motion.empty_page import EmptyActions, EmptyPage
from desktop.motion.export_session import ExportSession
from desktop.motion.file_actions import FileActions
from desktop.motion.imports import PICTURE_SUFFIXES
from desktop.motion.labels import translate
from desktop.motion.mask_worker import MaskWorker
from desktop.motion.model import MotionModel
from desktop.motion.player import Player
from desktop.motion.project_file import SUFFIX
from desktop.motion.renders import RenderSession
from desktop.motion.restore_session import RestoreSession
from desktop.motion.result_actions import ResultActions
from desktop.motion.results_model import ResultsModel
from desktop.widgets.theme import Theme
from desktop.widgets.words import error_words
from shared.errors import AppError

SAMPLES_DIR = Path(__file__).resolve().parents[2] / "resources" / "samples" / "motion"
Answer = Literal["save", "discard", "cancel"]


class MotionWorkspace(QWidget):
    """Owns the model, the player and the sessions; its views come and go with the language."""

    workspace_id = "motion"

    def __init__(self, link: Link, theme: Theme, settings: SettingsStore, home: Path) -> None:
        super().__init__()
        self.title_changed: Signal[()] = Signal()
        self.notice: Signal[str, str] = Signal()
        self._theme, self._settings = theme, settings
        self.model = MotionModel(translate)
        self.results = ResultsModel()
        self.player = Player(self.model, self)
        self.masks = MaskWorker(self.model, self)
        self.documents = DocumentSession(self.model, self.results, home / "autosave", self)
        self.renders = RenderSession(link, self.results, home / "requests", self)
        self.exports = ExportSession(self)
        self.restores = RestoreSession(link, self)
        self.files = FileActions(self, self.model, self.documents, self.restores)
        self.actions_of_results = ResultActions(
            self,
            self.model,
            self.results,
            self.renders,
            self.restores,
            self.exports,
            self._suggested,
        )
        self.ask_save: Callable[[], Answer] = self._ask_save
        self._levels: tuple[QImage, ...] = ()
        self._stack = QStackedWidget()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        self._connect()
        self._build()
        self._connections = [
            self.model.hint.connect(lambda text: self.notice.emit("info", translate(text))),
            settings.changed.connect(self._settings_changed),
        ]

    def _connect(self) -> None:
        self.documents.opened.connect(self._opened)
        self.documents.failed.connect(self._failed)
        self.documents.named.connect(self.title_changed.emit)
        self.documents.saved.connect(self._saved)
        self.renders.failed.connect(self._failed)
        self.renders.decoded.connect(self.player.show_result)
        self.renders.submitted.connect(lambda _: self.documents.mark_dirty())
        self.renders.compared.connect(self._compared)
        self.renders.choices.changed.connect(lambda _: self._show_choices())
        self.exports.exported.connect(self._exported)
        self.restores.restored.connect(self._restored)
        self.restores.loaded.connect(self.documents.open_project)
        self.restores.picture_missing.connect(self._picture_missing)
        self.files.imported.connect(self._imported)
        for part in (self.exports, self.restores, self.files, self.actions_of_results):
            part.failed.connect(self._failed)
        self.player.failed.connect(self._failed)
        self.masks.failed.connect(self._failed)
        self.masks.waiting_changed.connect(lambda on: self.editor.canvas.set_waiting(on))

    # --- views ----------------------------------------------------------------------------------

    def _build(self) -> None:
        sample = self.sample_folder()
        self.empty_page = EmptyPage(
            self._theme,
            EmptyActions(
                self.choose_file,
                self.open_sample if sample is not None else None,
                self.recover,
                self.discard_recoverable,
            ),
        )
        self.editor = Editor(
            self.model, self.results, self.player, self._theme, self.render_video, tool_titles()
        )
        self.editor.canvas.reduced_motion = self._settings.value.reduced_motion
        strip, actions = self.editor.results, self.actions_of_results
        strip.played.connect(actions.play)
        strip.compare_wanted.connect(actions.compare)
        strip.settings_wanted.connect(actions.use_settings)
        strip.cancelled.connect(self.renders.cancel)
        strip.retried.connect(self.renders.retry)
        strip.export_wanted.connect(actions.export_video)
        strip.formats_wanted.connect(actions.show_formats)
        strip.reveal_wanted.connect(actions.reveal)
        self.editor.compare.pair_wanted.connect(actions.compare_pair)
        self._show_choices()
        self._stack.addWidget(self.empty_page)
        self._stack.addWidget(self.editor)
        self._restore_panes()
        if self._levels:
            self.editor.canvas.set_levels(self._levels)
        self._stack.setCurrentIndex(1 if self._levels else 0)
        self.empty_page.recovery.setVisible(bool(self.documents.recoverable()))

    def _show_choices(self) -> None:
        self.editor.document_page.method.set_choices(self.renders.choices.value)

    def _picture_missing(self) -> None:
        words = self.tr(
            "The original picture is not on this computer; the first frame stands in for it."
        )
        self.notice.emit("warning", words)

    def _drop_views(self) -> None:
        self._remember_panes()
        self.editor.release()
        self.empty_page.release()
        for page in (self.editor, self.empty_page):
            self._stack.removeWidget(page)
            page.hide()
            page.deleteLater()

    def changeEvent(self, event: QEvent) -> None:
        """Speak the new language."""
        if event.type() is QEvent.Type.LanguageChange:
            self._drop_views()
            self._build()
            self.title_changed.emit()
        super().changeEvent(event)

    def event(self, event: QEvent) -> bool:
        """Notice that the person comes back to the window."""
        if event.type() is QEvent.Type.WindowActivate:
            self.renders.refresh_models()
        return super().event(event)

    def _restore_panes(self) -> None:
        for name, splitter in self.editor.splitters().items():
            sizes = self._settings.value.panes.get(name)
            if sizes and len(sizes) == splitter.count():
                splitter.setSizes(sizes)

    def _remember_panes(self) -> None:
        if self._levels and self.isVisible():
            panes = dict(self._settings.value.panes)
            for name, splitter in self.editor.splitters().items():
                panes[name] = [max(0, size) for size in splitter.sizes()]
            self._settings.update(panes=panes)

    def _settings_changed(self, settings: Settings) -> None:
        self.editor.canvas.reduced_motion = settings.reduced_motion

    def toggle_pane(self, name: Literal["inspector", "timeline"]) -> None:
        """Show or hide a pane."""
        pane = self.editor.right if name == "inspector" else self.editor.timeline
        pane.setVisible(pane.isHidden())

    # --- what the window asks -------------------------------------------------------------------

    @property
    def title(self) -> str:
        """The workspace's name."""
        return QCoreApplication.translate("Workspaces", "Motion")

    @property
    def document_name(self) -> str:
        """The open document's name."""
        return self.documents.name

    @property
    def is_modified(self) -> bool:
        """Whether closing would lose something."""
        return self.documents.is_modified

    @property
    def undo_stack(self) -> UndoStack[MotionDocument]:
        """The document's gestures."""
        return self.model.undo_stack

    def undo(self) -> None:
        """Take the last gesture back."""
        self.model.undo()

    def redo(self) -> None:
        """Repeat the gesture that was taken back."""
        self.model.redo()

    def commands(self) -> Sequence[Command]:
        """All commands of Motion."""
        return motion_commands(self)

    def activated(self) -> None:
        """Take the keyboard."""
        if self._levels:
            self.editor.canvas.setFocus()

    def deactivated(self) -> None:
        """Stop playing: nobody looks."""
        self.player.pause()

    def open_path(self, path: Path) -> bool:
        """Open a picture, project, video, output or sample folder, or import tracks or drags.

        Any other file is refused in words.
        """
        if needs_picture(path):
            self.files.open(path)
            return True
        if path.is_dir() and not any(path.glob("picture.*")):
            return False
        if self._may_leave(lambda: self.open_path(path)):
            self.files.open(path)
        return True

    def open_result(self, job_id: str) -> bool:
        """Play the result of a finished render of this document."""
        if self.results.get(job_id) is None:
            return False
        self.actions_of_results.play(job_id)
        return True

    def close_document(self) -> bool:
        """Ask about unsaved changes and let go of threads; False when the person wants to stay."""
        if not self._may_leave(lambda: self.window().close()):
            return False
        self.documents.forget_changes()
        self.shut_down()
        return True

    def shut_down(self) -> None:
        """Let go of everything without a question; a second call does nothing."""
        if not self._connections:
            return
        for disconnect in self._connections:
            disconnect()
        self._connections.clear()
        self._remember_panes()
        self.player.close()
        self.masks.close()
        self.editor.release()
        self.empty_page.release()
        for part in (self.files, self.actions_of_results, self.exports, self.restores):
            part.close()
        self.renders.close()
        self.documents.close()

    # --- files ----------------------------------------------------------------------------------

    def _may_leave(self, then: Callable[[], object]) -> bool:
        # Saving takes its time on another thread; `then` goes on with what was about to happen.
        self.flush()
        if not self.is_modified:
            return True
        answer = self.ask_save()
        if answer == "discard":
            return True
        if answer == "save":
            self.save(then)
        return False

    def _ask_save(self) -> Answer:
        box = QMessageBox(self.window())
        box.setIcon(QMessageBox.Icon.Question)
        box.setText(self.tr("Save the changes to {name}?").format(name=self.document_name))
        box.setInformativeText(self.tr("Without saving they are lost."))
        save = box.addButton(self.tr("Save"), QMessageBox.ButtonRole.AcceptRole)
        discard = box.addButton(self.tr("Don't save"), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(self.tr("Cancel"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(save)
        box.exec()
        if box.clickedButton() is save:
            return "save"
        return "discard" if box.clickedButton() is discard else "cancel"

    def choose_file(self) -> None:
        """Ask for a picture or a project and open it."""
        known = (SUFFIX, *PICTURE_SUFFIXES, *VIDEO_SUFFIXES, *TRACK_SUFFIXES)
        patterns = " ".join(f"*{suffix}" for suffix in known)
        kinds = self.tr("Pictures, projects, videos, tracks ({patterns})").format(patterns=patterns)
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Open"), self._folder(), kinds)
        if name:
            self.open_path(Path(name))

    def _folder(self) -> str:
        if self.documents.path is not None:
            return str(self.documents.path.parent)
        recent = self._settings.value.recent
        return str(Path(recent[0]).parent) if recent else str(Path.home())

    def save(self, then: Callable[[], object] | None = None) -> None:
        """Save to the document's file, asking for one the first time."""
        self.flush()
        if self.documents.path is None:
            self.save_as(then)
        else:
            self.documents.save(self.documents.path, then)

    def save_as(self, then: Callable[[], object] | None = None) -> None:
        """Ask for a file and save to it."""
        suggestion = self.documents.suggested_path(Path(self._folder()))
        kinds = self.tr("Vitrine projects ({pattern})").format(pattern=f"*{SUFFIX}")
        name, _ = QFileDialog.getSaveFileName(self, self.tr("Save as"), str(suggestion), kinds)
        if name:
            self.documents.save(Path(name), then)

    def sample_folder(self) -> Path | None:
        """The first sample, or None where none is installed."""
        folders = sorted(SAMPLES_DIR.glob("*/picture.*")) if SAMPLES_DIR.is_dir() else []
        return folders[0].parent if folders else None

    def open_sample(self) -> None:
        """Open the first sample."""
        folder = self.sample_folder()
        if folder is not None:
            self.open_path(folder)

    def recover(self) -> None:
        """Open the newest unsaved work of a window that is gone."""
        found = self.documents.recoverable()
        if found:
            self.documents.open(found[0], recovered=True)
        self.empty_page.recovery.hide()

    def discard_recoverable(self) -> None:
        """Delete unsaved work of windows that are gone."""
        for path in self.documents.recoverable():
            try:
                path.unlink()
            except OSError as error:
                self.notice.emit("error", f"{path}: {os.strerror(error.errno or 0)}")
        self.empty_page.recovery.hide()

    def _opened(self, levels: tuple[QImage, ...]) -> None:
        self._levels = levels
        self._stack.setCurrentIndex(1)
        self.editor.canvas.set_levels(levels)
        self.editor.canvas.setFocus()
        if self.documents.path is not None:
            self._settings.add_recent(self.documents.path)
        if self.model.document.layers:
            self.model.use_tool("select")

    def _saved(self, path: Path) -> None:
        self._settings.add_recent(path)
        self.notice.emit("good", self.tr("Saved {name}").format(name=path.name))

    def _failed(self, error: AppError) -> None:
        self.notice.emit("error", error_words(error))

    def flush(self) -> None:
        """Take over a text that is still being typed."""
        self.editor.document_page.method.flush()

    # --- render and results ---------------------------------------------------------------------

    def render_video(self) -> None:
        """Send the document to the worker."""
        self.model.cancel()
        self.flush()
        self.renders.render(self.model.document, self.document_name)

    def _suggested(self, suffix: str) -> Path:
        name = re.sub(r"[^\w. -]", "_", self.document_name) or "motion"
        return Path(self._folder()) / f"{name}{suffix}"

    def _restored(self, document: MotionDocument) -> None:
        self.model.edit("Use settings of a result", document)
        self.notice.emit("good", self.tr("The version's drags and settings are back."))

    def _compared(self, pair: tuple[str, str], frames: list[list[QImage]], fps: float) -> None:
        longest = max(frames, key=len)
        self.player.show_result(longest, fps)
        self.editor.show_comparison(pair, *frames)

    def _imported(self, count: int) -> None:
        self.model.use_tool("select")
        self.notice.emit("good", self.tr("{count} layers were added.").format(count=count))

    def _exported(self, path: Path) -> None:
        self.notice.emit("good", self.tr("Exported {name}").format(name=path.name))
