"""The EEG workspace as the window knows it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.core.commands import Command
from desktop.core.link import Link
from desktop.core.observable import Signal
from desktop.core.outputs import Bring, Output
from desktop.core.settings import SettingsStore
from desktop.core.undo import UndoStack
from desktop.neuro.channels import ChannelModel
from desktop.neuro.command_list import neuro_commands
from desktop.neuro.dialogs import Dialogs
from desktop.neuro.empty_page import EmptyActions, EmptyPage
from desktop.neuro.evaluation.session import EvaluationSession
from desktop.neuro.events import Event
from desktop.neuro.modes import EVALUATION, SIGNALS
from desktop.neuro.picture_page import PicturePage
from desktop.neuro.preferences import PreferenceStore
from desktop.neuro.recorder import Recorder
from desktop.neuro.restore_source import restore
from desktop.neuro.session import EegSession
from desktop.neuro.source_files import is_recording
from desktop.neuro.source_pages import ask_for_file
from desktop.neuro.streaming import Streaming
from desktop.neuro.tasks import EegTasks
from desktop.neuro.trace_model import TraceModel
from desktop.neuro.words import choice_words, event_words, phase_words
from desktop.widgets.background import Background
from desktop.widgets.panes import drop_pages, remember_panes, restore_panes
from desktop.widgets.theme import Theme
from desktop.widgets.words import code_words, error_words
from shared.errors import AppError
from shared.neuro.acquisition import FileChoice, RecordingState, SourceChoice

if TYPE_CHECKING:
    from desktop.neuro.decoding.decode_pane import DecodePane
    from desktop.neuro.decoding.decode_session import DecodeSession
    from desktop.neuro.panel import Panel

translate = QCoreApplication.translate
Pane = Literal["inspector", "plots"]


class NeuroWorkspace(QWidget):
    """Owns session, models and feeds; its views come and go with the language."""

    workspace_id = "neuro"
    recovery = None

    def __init__(self, link: Link, theme: Theme, settings: SettingsStore) -> None:
        super().__init__()
        self.title_changed: Signal[()] = Signal()
        self.notice: Signal[str, str] = Signal()
        self._link, self._theme, self._settings = link, theme, settings
        self.preferences = PreferenceStore(settings.path.parent)
        self.session = EegSession(link)
        self.channels = ChannelModel()
        self.traces = TraceModel(self.preferences)
        self.tasks = EegTasks(self.session, self.channels, self.traces)
        self.recorder = Recorder(self.session, self.preferences)
        self.streaming = Streaming(
            link, self.session, self.channels, self.traces, self.preferences, self.tasks, self
        )
        self.dialogs = Dialogs(self, self.session, self.preferences, theme)
        self.pictures = PicturePage(
            theme, self.session, self.recorder, self.preferences,
            lambda: self.streaming.store, self.notice.emit,
            lambda path: self.dialogs.show_in_folder(path),
        )  # fmt: skip
        self.evaluation = EvaluationSession(
            link, theme, self, self.notice.emit,
            lambda path: self.dialogs.show_in_folder(path), self.leave_evaluation,
        )  # fmt: skip
        self._evaluates = False
        self.panel: Panel | None = None
        self.decoding: DecodeSession | None = None
        self._loading = Background("eeg-imports", self)
        self._loaded = self._asked_to_load = False
        self._failure = ""
        self._closed = False
        self._stack = QStackedWidget()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        self._connect()
        self._build_empty()

    def _connect(self) -> None:
        session, streaming = self.session, self.streaming
        streaming.session_changed.connect(self._session_changed)
        streaming.told.connect(self._tell)
        streaming.slow.connect(self._slow)
        streaming.feed.failed.connect(self._say_failure)
        self._connections = [
            session.state.changed.connect(lambda _: self._show_status()),
            session.online.changed.connect(lambda _: self._show_status()),
            session.opening.changed.connect(lambda _: self._opening_changed()),
            session.failed.connect(self._say_failure),
            self.recorder.consent_wanted.connect(self._ask_consent),
            self.recorder.ended.connect(self._recorded),
            self.recorder.step.changed.connect(lambda _: self.title_changed.emit()),
            self.tasks.note_wanted.connect(self._ask_note),
        ]

    # --- views ------------------------------------------------------------------------------------

    def _build_empty(self) -> None:
        actions = EmptyActions(
            self.simulate, self.choose_source, self.choose_file, self.show_confound
        )
        self.empty_page = EmptyPage(self._theme, actions)
        self._stack.insertWidget(0, self.empty_page)
        self._show_status()

    def _load(self) -> None:
        """Import what the panel needs on a thread: plots and filters take seconds at first."""
        if not self._asked_to_load:
            self._asked_to_load = True
            self._loading.run(_import_heavy, lambda _: self._has_loaded())

    def _has_loaded(self) -> None:
        self._loaded = True
        self._decodes()
        if self.tasks.is_open:
            self._session_changed()

    def _session_changed(self) -> None:
        self._failure = ""
        if self.tasks.is_open and not self._loaded:
            self._load()
        elif self.tasks.is_open and self.panel is None:
            self._build_panel()
        self.pictures.refresh()
        self._show_page()
        self._show_status()
        self.title_changed.emit()

    def _build_panel(self) -> None:
        from desktop.neuro.panel import Panel, PanelActions, Parts
        from desktop.neuro.record_bar import RecordActions
        from desktop.neuro.trace_bar import BarActions

        streaming = self.streaming
        self.panel = Panel(
            Parts(
                session=self.session,
                channels=self.channels,
                traces=self.traces,
                feed=streaming.feed,
                analysis=streaming.analysis,
                recorder=self.recorder,
                events=streaming.events,
                latency=streaming.latency,
                decoder=self._decode_pane(),
            ),
            self._theme,
            PanelActions(
                bar=BarActions(
                    self.choose_source,
                    self.session.close,
                    self.tasks.fit_scale,
                    self.edit_montage,
                    lambda: self.toggle_pane("inspector"),
                    lambda: self.toggle_pane("plots"),
                ),
                record=RecordActions(self.show_folder, self.show_export),
                toggle_bad=self.tasks.toggle_bad,
                go_to=self.tasks.go_to,
                scroll_to=self.tasks.scroll_to,
                save_note=self.tasks.save_note,
                channel_menu=lambda label, at: self.dialogs.channel_menu(
                    label, at, self.channels, self.tasks
                ),
                pictures=self.pictures.widget,
                evaluation=self._evaluation_tab,
            ),
        )
        self._stack.addWidget(self.panel)
        restore_panes(self.panel.splitters(), self._settings)

    def _decode_pane(self) -> DecodePane:
        return self._decodes().make_pane(self._theme, self.notice.emit, lambda: self.show_mode(1))

    def _decodes(self) -> DecodeSession:
        """Decoding, which begins to load its model when the first source is opened."""
        from desktop.neuro.decoding.decode_session import DecodeSession, DecodeSources

        if self.decoding is None:
            sources = DecodeSources(
                self._link, self.streaming.reader, self.session, self.channels, self.recorder,
                self.preferences,
            )  # fmt: skip
            self.decoding = decoding = DecodeSession(sources, self)
            self.streaming.session_changed.connect(lambda: decoding.begin(self.streaming.store))
        return self.decoding

    def _evaluation_tab(self) -> QWidget:
        page = self.evaluation.widget()
        page.show_back(False)
        return page

    def _show_page(self) -> None:
        if self.panel is not None and self.tasks.is_open:
            self._evaluates = False
            self.panel.show_mode(self.panel.modes.currentIndex())
            self._stack.setCurrentWidget(self.panel)
            if self.isVisible():
                self.panel.traces.setFocus()
        elif self._evaluates:
            page = self.evaluation.widget()
            page.show_back(True)
            if self._stack.indexOf(page) < 0:
                self._stack.addWidget(page)
            self._stack.setCurrentWidget(page)
            page.setFocus()
        else:
            self._stack.setCurrentWidget(self.empty_page)

    def _drop_views(self) -> None:
        self._remember_panes()
        self.pictures.take_out()
        self.evaluation.drop_page()
        if self.decoding is not None:
            self.decoding.drop_pane()
        drop_pages(self._stack, self.panel, self.empty_page)
        self.panel = None

    def changeEvent(self, event: QEvent) -> None:
        """Speak the new language."""
        if event.type() is QEvent.Type.LanguageChange and not self._closed:
            mode = self.panel.modes.currentIndex() if self.panel is not None else 0
            self.dialogs.close()
            self._drop_views()
            self.pictures.speak()
            self._build_empty()
            self._session_changed()
            self.show_mode(mode)
        super().changeEvent(event)

    def _remember_panes(self) -> None:
        if self.panel is not None and self.panel.isVisible():
            remember_panes(self.panel.splitters(), self._settings)

    @property
    def shows_signals(self) -> bool:
        """Whether traces are in front, and keys mean them."""
        return (
            self.panel is not None
            and self.tasks.is_open
            and self.panel.modes.currentIndex() == SIGNALS
        )

    def show_mode(self, mode: int) -> None:
        """Bring one of the `modes` to the front."""
        if self.panel is not None:
            self.panel.show_mode(mode)

    def show_evaluation(self) -> None:
        """Bring the page of evaluations to the front: a tab of an open source, or a page."""
        if self.panel is not None and self.tasks.is_open:
            self.show_mode(EVALUATION)
        else:
            self._evaluates = True
            self._show_page()

    def leave_evaluation(self) -> None:
        """Back to what there was before."""
        if self._evaluates:
            self._evaluates = False
            self._show_page()

    def show_confound(self) -> None:
        """The confound demonstration at one click."""
        self.show_evaluation()
        self.evaluation.widget().start_confound()

    def toggle_pane(self, pane: Pane) -> None:
        """Show or hide a pane."""
        if self.panel is not None:
            widget = self.panel.inspector if pane == "inspector" else self.panel.plots
            widget.setVisible(widget.isHidden())

    # --- what is said -----------------------------------------------------------------------------

    def _show_status(self) -> None:
        state, opening = self.session.state.value, self.session.opening.value
        busy = opening is not None or (self.tasks.is_open and not self._loaded)
        self.empty_page.set_enabled(not busy)
        if busy:
            words = translate("Eeg", "Opening {source}…")
            name = choice_words(opening or state.choice)
            self.empty_page.show_status(words.format(source=name))
        elif self._failure:
            self.empty_page.show_status(self._failure, bad=True)
        elif state.error is not None and not state.session:
            text = code_words(state.error.code, state.error.params)
            self.empty_page.show_status(text, bad=True)
        elif not self.session.online.value:
            words, _ = phase_words(state.phase, online=False)
            self.empty_page.show_status(words)
        else:
            self.empty_page.show_status("")

    def _opening_changed(self) -> None:
        if self.session.opening.value is not None:
            # What becomes of it is told where sources are opened.
            self.leave_evaluation()
            self._load()
        self._show_status()

    def _say_failure(self, error: AppError) -> None:
        self._failure = "" if self.tasks.is_open else error_words(error)
        if self._failure and self.isVisible():
            self._show_status()
        else:
            self.notice.emit("error", error_words(error))

    def _tell(self, event: Event) -> None:
        self.notice.emit(event.severity, event_words(event))

    def _slow(self) -> None:
        panel = self.panel
        if panel is None:
            return
        panel.strip.show_latency()
        panel.refresh_history()

    def _recorded(self, recording: RecordingState) -> None:
        words = translate("Eeg", "Recorded {name}")
        self.notice.emit("good", words.format(name=recording.name))

    # --- what a person does -----------------------------------------------------------------------

    def simulate(self) -> None:
        """Stream the simulated participant."""
        self._open(self.preferences.value.simulated)

    def choose_source(self) -> None:
        """Ask which source to open."""
        self.dialogs.source()

    def choose_file(self) -> None:
        """Ask which recording to play."""
        path = ask_for_file(self)
        if path is not None:
            self.open_path(path)

    def _open(self, choice: SourceChoice) -> None:
        self._failure = ""
        self._load()
        self.session.open(choice)

    def edit_montage(self) -> None:
        """Say where the electrodes sit."""
        choice = self.session.state.value.choice
        self.dialogs.montage(
            choice_words(choice),
            self.channels.signals,
            lambda mapping: self.streaming.map_places(dict(mapping)),
        )

    def _ask_consent(self) -> None:
        self.dialogs.consent(self.recorder.codes.value.subject, self.recorder.agree)

    def _ask_note(self, index: int) -> None:
        if self.panel is not None:
            self.panel.ask_note(index)

    def show_folder(self) -> None:
        """Open the folder of the recording."""
        last = self.recorder.last.value
        if last is not None:
            self.dialogs.show_in_folder(Path(last.path))

    def show_export(self) -> None:
        """Say how the recording is exported."""
        last = self.recorder.last.value
        if last is not None:
            self.dialogs.export(Path(last.path))

    # --- what the window asks ---------------------------------------------------------------------

    @property
    def title(self) -> str:
        """The workspace's name."""
        return translate("Workspaces", "EEG")

    @property
    def document_name(self) -> str:
        """The open source."""
        return choice_words(self.session.state.value.choice) if self.tasks.is_open else ""

    @property
    def is_modified(self) -> bool:
        """Whether a recording runs."""
        return self.recorder.is_recording

    @property
    def undo_stack(self) -> UndoStack[Any] | None:
        """What was received cannot be undone."""
        return None

    def undo(self) -> None:
        """There is nothing to undo."""

    def redo(self) -> None:
        """There is nothing to redo."""

    def commands(self) -> Sequence[Command]:
        """All commands of EEG."""
        return neuro_commands(self)

    def activated(self) -> None:
        """Begin to draw, and load what drawing needs."""
        self._load()
        self.streaming.set_seen(True)
        if self.panel is not None and self.tasks.is_open:
            self.panel.traces.setFocus()

    def deactivated(self) -> None:
        """Nobody looks: samples are still taken, nothing is drawn."""
        self._remember_panes()
        self.streaming.set_seen(False)

    def claims(self, path: Path) -> bool:
        """Whether a file is a recording by its name."""
        return is_recording(path)

    def open_path(self, path: Path) -> bool:
        """Play a recording; any other file is not opened here."""
        if not is_recording(path):
            return False
        self._open(FileChoice(path=str(path.absolute())))
        return True

    def recent_documents(self) -> Sequence[Path]:
        """Sources are live: what was recorded stands in its folder."""
        return ()

    def restore(self, output: Output, bring: Bring) -> None:
        """Play what was decoded, or set an evaluation up as it was."""
        restore(self, output, bring)

    def open_result(self, job_id: str) -> bool:
        """Show an evaluation again; other jobs have nothing to open."""
        if not self.evaluation.evaluator.show(job_id):
            return False
        self.show_evaluation()
        return True

    def close_document(self) -> bool:
        """Ask what becomes of a recording; False when the window has to stay for now."""
        last = self.recorder.last.value
        if not self.recorder.is_recording or last is None:
            return True
        answer = self.dialogs.ask_leave(last.name)
        if answer == "stop":
            self.recorder.stop(lambda: self.window().close())
        return answer == "background"

    def shut_down(self) -> None:
        """Let go of everything without a question; a second call does nothing."""
        if self._closed:
            return
        self._closed = True
        for disconnect in self._connections:
            disconnect()
        self._connections.clear()
        self._remember_panes()
        self.dialogs.close()
        self.pictures.release()
        self.evaluation.close()
        if self.decoding is not None:
            self.decoding.close()
        if self.panel is not None:
            self.panel.release()
        self.empty_page.release()
        self.streaming.close()
        self.recorder.release()
        self.session.release()
        self._loading.close()


def _import_heavy() -> None:
    """Plots (0.4 s) and filters (1.8 s the first time)."""
    import pyqtgraph  # noqa: F401
    import scipy.signal  # noqa: F401
