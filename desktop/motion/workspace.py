"""The Motion workspace as the window knows it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.core.commands import Command
from desktop.core.link import Link
from desktop.core.observable import Signal
from desktop.core.outputs import Bring, Output
from desktop.core.settings import Settings, SettingsStore
from desktop.core.undo import UndoStack
from desktop.motion.arrivals import needs_picture
from desktop.motion.command_list import motion_commands, tool_titles
from desktop.motion.document import MotionDocument
from desktop.motion.documents import DocumentSession
from desktop.motion.empty_page import EmptyActions, EmptyPage
from desktop.motion.export_session import ExportSession
from desktop.motion.file_actions import FileActions
from desktop.motion.file_prompts import FilePrompts
from desktop.motion.labels import translate
from desktop.motion.live_estimate import Estimate, LiveEstimate
from desktop.motion.mask_worker import MaskWorker
from desktop.motion.model import MotionModel
from desktop.motion.player import Player
from desktop.motion.renders import RenderSession
from desktop.motion.restore_session import RestoreSession
from desktop.motion.restoring import origin_of
from desktop.motion.result_actions import ResultActions
from desktop.motion.results_model import ResultsModel
from desktop.motion.session_notices import SessionNotices
from desktop.widgets.panes import drop_pages, remember_panes, restore_panes
from desktop.widgets.restore_words import no_project_words, unreadable_words
from desktop.widgets.theme import Theme
from shared.tasks.motion import MOTION_RENDER

if TYPE_CHECKING:
    from desktop.motion.editor import Editor


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
        self.estimate = LiveEstimate(self.model, self.results)
        self.masks = MaskWorker(self.model, self)
        self.documents = DocumentSession(self.model, self.results, home / "autosave", self)
        self.renders = RenderSession(link, self.results, home / "requests", self)
        self.exports = ExportSession(self)
        self.restores = RestoreSession(link, self)
        self.files = FileActions(self, self.model, self.documents, self.restores)
        self.prompts = FilePrompts(self, self.documents, settings, self.flush)
        self.recovery = self.prompts
        self.actions_of_results = ResultActions(
            self,
            self.model,
            self.results,
            self.renders,
            self.restores,
            self.exports,
            self.prompts.suggested,
        )
        self._levels: tuple[QImage, ...] = ()
        self._editor: Editor | None = None
        self._stack = QStackedWidget()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        self._connect()
        self._build()

    def _connect(self) -> None:
        model, settings = self.model, self._settings
        notices = SessionNotices(self.documents, self.exports, self.restores, self.files, self)
        notices.said.connect(self.notice.emit)
        self.documents.opened.connect(self._opened)
        self.documents.named.connect(self.title_changed.emit)
        self.documents.saved.connect(settings.add_recent)
        self.renders.decoded.connect(self.player.show_result)
        self.renders.submitted.connect(lambda _: self.documents.mark_dirty())
        self.renders.compared.connect(self._compared)
        self.renders.choices.changed.connect(lambda _: self._show_choices())
        self.restores.restored.connect(lambda x: model.edit("Use settings of a result", x))
        self.restores.loaded.connect(self.documents.open_project)
        self.files.imported.connect(lambda _: model.use_tool("select"))
        self.prompts.chosen.connect(self.open_path)
        self.prompts.trouble.connect(lambda text: self.notice.emit("error", text))
        sessions = (self.documents, self.renders, self.exports, self.restores, self.files)
        for part in (*sessions, self.actions_of_results, self.player, self.masks):
            part.failed.connect(notices.say_failure)
        self.player.playing_changed.connect(self.estimate.set_playing)
        self.masks.waiting_changed.connect(self._show_waiting)
        self._connections = [
            model.hint.connect(lambda text: self.notice.emit("info", translate(text))),
            settings.changed.connect(self._settings_changed),
            self.estimate.shown.changed.connect(self._show_estimate),
        ]

    # --- views ----------------------------------------------------------------------------------

    def _build(self) -> None:
        prompts = self.prompts
        self.empty_page = EmptyPage(
            self._theme,
            EmptyActions(
                prompts.choose,
                prompts.open_sample if prompts.sample_folder() is not None else None,
                prompts.recover,
                prompts.discard_recoverable,
            ),
        )
        self._stack.addWidget(self.empty_page)
        self.empty_page.recovery.setVisible(self.prompts.has_lost_work())
        if self._levels:
            self._stack.setCurrentWidget(self.editor)

    @property
    def editor(self) -> Editor:
        """The page with the picture; made when there is one, so that the window opens sooner."""
        if self._editor is None:
            self._editor = self._made_editor()
        return self._editor

    def _made_editor(self) -> Editor:
        from desktop.motion.editor import Editor

        editor = Editor(
            self.model,
            self.results,
            self.player,
            self._theme,
            self.render_video,
            tool_titles(),
            self.actions_of_results.for_cards(),
        )
        editor.canvas.reduced_motion = self._settings.value.reduced_motion
        editor.compare.pair_wanted.connect(self.actions_of_results.compare_pair)
        editor.document_page.method.set_choices(self.renders.choices.value)
        self._stack.addWidget(editor)
        restore_panes(editor.splitters(), self._settings)
        if self._levels:
            editor.canvas.set_levels(self._levels)
        editor.canvas.show_estimate(self.estimate.shown.value)
        return editor

    def _show_choices(self) -> None:
        if self._editor is not None:
            self._editor.document_page.method.set_choices(self.renders.choices.value)

    def _show_estimate(self, shown: Estimate | None) -> None:
        if self._editor is not None:
            self._editor.canvas.show_estimate(shown)

    def _show_waiting(self, waiting: bool) -> None:
        if self._editor is not None:
            self._editor.canvas.set_waiting(waiting)

    def _drop_views(self) -> None:
        self._remember_panes()
        drop_pages(self._stack, self._editor, self.empty_page)
        self._editor = None

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

    def _remember_panes(self) -> None:
        if self._levels and self.isVisible():
            remember_panes(self.editor.splitters(), self._settings)

    def _settings_changed(self, settings: Settings) -> None:
        if self._editor is not None:
            self._editor.canvas.reduced_motion = settings.reduced_motion

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
        if self.prompts.may_leave(lambda: self.open_path(path)):
            self.files.open(path)
        return True

    def recent_documents(self) -> Sequence[Path]:
        """Projects that were saved or opened."""
        return [Path(name) for name in self._settings.value.recent]

    def restore(self, output: Output, bring: Bring) -> None:
        """Open a render's project; its files are fetched by the session of its own."""
        origin = origin_of(output)
        if origin is not None:
            if self.prompts.may_leave(lambda: self.restore(output, bring)):
                self.restores.open_output(output.media() or output.path, origin)
        elif output.task == MOTION_RENDER.name:
            self.notice.emit("warning", unreadable_words(output))
        else:
            self.notice.emit("warning", no_project_words(output))

    def open_result(self, job_id: str) -> bool:
        """Play the result of a finished render of this document."""
        if self.results.get(job_id) is None:
            return False
        self.actions_of_results.play(job_id)
        return True

    def close_document(self) -> bool:
        """Ask about unsaved changes and let go of threads; False when the person wants to stay."""
        if not self.prompts.may_leave(lambda: self.window().close()):
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
        self.estimate.release()
        self.masks.close()
        if self._editor is not None:
            self._editor.release()
        self.empty_page.release()
        for part in (self.files, self.actions_of_results, self.exports, self.restores):
            part.close()
        self.renders.close()
        self.documents.close()

    # --- files ----------------------------------------------------------------------------------

    def _opened(self, levels: tuple[QImage, ...]) -> None:
        editor, self._levels = self.editor, levels
        self._stack.setCurrentWidget(editor)
        editor.canvas.set_levels(levels)
        editor.canvas.setFocus()
        if self.documents.path is not None:
            self._settings.add_recent(self.documents.path)
        if self.model.document.layers:
            self.model.use_tool("select")

    def flush(self) -> None:
        """Take over a text that is still being typed."""
        if self._editor is not None:
            self._editor.document_page.method.flush()

    # --- render and results ---------------------------------------------------------------------

    def render_video(self) -> None:
        """Send the document to the worker."""
        self.model.cancel()
        self.flush()
        job_id = self.renders.render(self.model.document, self.document_name)
        if job_id is not None:
            self.estimate.follow(job_id, self.model.document)

    def _compared(self, pair: tuple[str, str], frames: list[list[QImage]], fps: float) -> None:
        longest = max(frames, key=len)
        self.player.show_result(longest, fps)
        self.editor.show_comparison(pair, *frames)
