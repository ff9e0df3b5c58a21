"""States of the EEG workspace for its pictures: 64 channels, marks, a gap, dialogs."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import numpy as np
from PySide6.QtWidgets import QDialog, QWidget

from desktop.neuro.workspace import NeuroWorkspace
from shared.neuro.acquisition import LslChoice, SlotMark
from shared.neuro.electrodes import directions
from tests.gui.conftest import App
from tests.gui.decoding_states import DecodingStates
from tests.gui.motion_states import settle, wait
from tests.gui.neuro.acquisition import FakeAcquisition, stream_info

RATE_HZ = 250.0
_NAMES = (
    "Fp1 Fpz Fp2 AF7 AF3 AFz AF4 AF8 F7 F5 F3 F1 Fz F2 F4 F6 F8 FT9 FT7 FC5 FC3 FC1 FCz FC2 FC4 FC6"
    " FT8 FT10 T7 C5 C3 C1 Cz C2 C4 C6 T8 TP7 CP5 CP3 CP1 CPz CP2 CP4 CP6 TP8 P7 P5 P3 P1 Pz P2 P4"
    " P6 P8 PO7 PO3 POz PO4 PO8 O1 Oz O2 Iz"
)
LABELS = tuple(_NAMES.split())


def brain(seconds: float, seed: int = 3) -> np.ndarray:
    """Something like an EEG, µV float64 [n, 64]: pink noise, alpha behind, blinks in front."""
    rng = np.random.default_rng(seed)
    n = round(seconds * RATE_HZ)
    places = directions(LABELS)
    pink = 1 / np.maximum(np.fft.rfftfreq(n, 1 / RATE_HZ), 0.5)
    sources = np.fft.irfft(np.fft.rfft(rng.normal(size=(n, 14)), axis=0) * pink[:, None], n, axis=0)
    centres = rng.normal(size=(14, 3))
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    near = np.exp(2.5 * places @ centres.T)
    field = sources / sources.std(axis=0) @ (near / near.sum(axis=1, keepdims=True)).T
    times = np.arange(n) / RATE_HZ
    alpha = np.sin(2 * np.pi * 10.2 * times) * (1 + np.sin(2 * np.pi * 0.23 * times))
    behind = np.clip(-places[:, 1] / np.abs(places[:, 1]).max(), 0, 1) ** 2
    blink = np.exp(-(((times[:, None] - np.arange(2.2, seconds, 4.1)) / 0.09) ** 2)).sum(axis=1)
    front = np.clip(places[:, 1] / places[:, 1].max(), 0, 1) ** 4
    hum = 1.5 * np.sin(2 * np.pi * 50 * times)
    rows = 22 * field + 9 * alpha[:, None] * behind + 140 * blink[:, None] * front + hum[:, None]
    return np.asarray(rows + rng.normal(0, 1.2, (n, 64)))


class EegStates:
    """Puts a window into one state after another."""

    def __init__(self, app: App) -> None:
        self._app = app
        workspace = app.window.workspaces["neuro"]
        assert isinstance(workspace, NeuroWorkspace)
        self.workspace = workspace
        self.acquisition = FakeAcquisition(app.client)
        self._rows = brain(24.0)
        self.decoding = DecodingStates(app, workspace, self.acquisition, self._rows)

    def names(self) -> dict[str, Callable[[], QWidget]]:
        """Each state and what shows it; later ones build on earlier ones."""
        return {
            "live": self.live,
            "recording": self.recording,
            "filters": lambda: self._tab(2),
            "events": lambda: self._tab(3),
            "back": self.back,
            "pictures": self.pictures,
            **self.decoding.names(),
            "source": self.source,
            "simulated": self.simulated,
            "montage": self.montage,
            "consent": self.consent,
            "export": self.export,
        }

    def open(self) -> None:
        """A cap of 64 channels has streamed for 24 seconds, with marks and a gap."""
        self._app.client.engine()
        wait(lambda: self.workspace.session.online.value)
        acquisition = self.acquisition
        acquisition.info = stream_info(LABELS, RATE_HZ)
        self.workspace.session.open(LslChoice(name="Cap"))
        wait(lambda: self.workspace.panel is not None)
        rows = self._rows
        rows[:, LABELS.index("T7")] = 0.0
        acquisition.stream(rows[:3500])
        acquisition.lose(300)
        acquisition.notice("gap", "gap", count=300)
        acquisition.notice("quality", "channel_bad", label="T7", reasons="flat")
        for number, second in ((17, 15.4), (42, 16.6), (8, 17.8), (131, 19.0), (5, 20.2)):
            index = second * RATE_HZ
            acquisition.mark(SlotMark(index=index, text=f"picture/{number}"))
        note = SlotMark(index=4700.0, text="eyes closed", kind="span", length=260.0)
        acquisition.mark(note)
        acquisition.stream(rows[3800:])
        acquisition.tell(bad=("T7",))
        feed, store = self.workspace.streaming.feed, self.workspace.streaming
        wait(lambda: store.store is not None and store.store.next_index == len(rows))
        wait(lambda: feed.page is not None and feed.page.next_index == len(rows))
        wait(lambda: self.workspace.streaming.analysis.latest is not None)
        settle()

    def _tab(self, index: int) -> QWidget:
        assert self.workspace.panel is not None
        self.workspace.panel.tabs.setCurrentIndex(index)
        return self._app.window

    def live(self) -> QWidget:
        """Traces, spectrum, head, channels."""
        self.workspace.channels.selected.value = "Oz"
        wait(lambda: not self.workspace.streaming.feed.is_busy)
        self._app.window.toasts.clear()
        return self._tab(1)

    def recording(self) -> QWidget:
        """A file is being written."""
        self.workspace.recorder.agree("P01")
        wait(lambda: self.workspace.recorder.is_recording)
        recording = self.acquisition.state.recording
        assert recording is not None
        changed = msgspec.structs.replace(recording, seconds=187.0, size_bytes=12_400_000)
        self.acquisition.tell(recording=changed)
        settle()
        return self._tab(0)

    def back(self) -> QWidget:
        """Frozen and scrolled to the gap."""
        self.workspace.tasks.scroll_by(-0.35)
        feed = self.workspace.streaming.feed
        wait(lambda: feed.page is not None and not feed.page.is_live and not feed.is_busy)
        return self._tab(1)

    def pictures(self) -> QWidget:
        """The page for showing pictures."""
        self.workspace.traces.toggle_frozen()
        self.workspace.show_mode(1)
        page = self.workspace.pictures.page
        assert page is not None
        wait(lambda: page.model.loaded.value is not None)
        wait(lambda: page.model.assessment.value is not None)
        settle()
        return self._app.window

    def _dialog(self) -> QDialog:
        settle()
        dialog = self.workspace.dialogs.open_one
        assert dialog is not None
        return dialog

    def source(self) -> QWidget:
        """Streams that answer."""
        self.workspace.show_mode(0)
        self.acquisition.change(recording=None)
        self.acquisition.tell()
        self.acquisition.streams = [
            stream_info(LABELS, RATE_HZ, hostname="lab-pc"),
            msgspec.structs.replace(
                stream_info(("TP9", "AF7", "AF8", "TP10"), 256.0), name="Muse", source_id="Muse-41"
            ),
            msgspec.structs.replace(stream_info((), 0.0), name="Cap-markers", kind="Markers"),
        ]
        dialog = self.workspace.dialogs.source()
        wait(lambda: dialog.lsl.list.count() == 3)
        return self._dialog()

    def simulated(self) -> QWidget:
        """The simulated participant's settings."""
        dialog = self.workspace.dialogs.source()
        dialog.show_page(dialog.simulated)
        return self._dialog()

    def montage(self) -> QWidget:
        """Where the electrodes sit."""
        self.workspace.edit_montage()
        return self._dialog()

    def consent(self) -> QWidget:
        """Before a person is recorded."""
        self.workspace.dialogs.consent("", lambda code: None)
        return self._dialog()

    def export(self) -> QWidget:
        """Other formats."""
        self.workspace.show_export()
        return self._dialog()

    def close(self) -> None:
        """Close what is open."""
        self.workspace.dialogs.close()
        self.workspace.dialogs.ask_leave = lambda name: "background"
