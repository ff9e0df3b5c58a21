"""Exports: the dialog by the mouse, and each format against an independent reading."""

from __future__ import annotations

import json
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from desktop.motion.drags import to_drags
from desktop.motion.export_source import ExportSource
from desktop.motion.exports import KINDS, ExportId, export
from shared.errors import AppError
from shared.motion.formats.ati_tracks import read_ati
from shared.motion.formats.middlebury_flow import read_flow
from shared.motion.formats.point_lists import read_comfyui_tracks, read_dragnuwa_drags
from shared.motion.formats.ttm_folder import read_ttm
from shared.motion.formats.wan_move_tracks import read_wan_move
from shared.motion.tracks import scene_tracks
from shared.provenance import read_provenance
from tests.gui.motion.conftest import LEFT, Bench
from tests.gui.motion.rendering import finish, submit


@pytest.fixture
def masked(opened: Bench) -> Bench:
    """A drag with a mask, and a pin."""
    opened.drag([(140, 100), (190, 110), (220, 115)])
    opened.model.use_tool("brush")
    opened.drag([(125, 100), (160, 110)])
    opened.model.use_tool("pin")
    opened.click((400, 250))
    opened.wait_idle()
    return opened


def source_of(bench: Bench, **changes: object) -> ExportSource:
    return ExportSource(bench.model.document, bench.model.pixels, **changes)


def test_tracks_of_all_formats_are_the_scenes(masked: Bench, tmp_path: Path) -> None:
    source = source_of(masked)
    width, height = source.size
    assert (width, height) == (452, 300), "even, as the render makes it"
    drags = to_drags(masked.model.document)

    def asked(frames: int, w: int, h: int) -> np.ndarray:
        return scene_tracks(drags, frames, w, h).xy

    def written(kind: ExportId, name: str) -> Path:
        return export(kind, source, tmp_path / name, lambda *_: None)

    comfyui = read_comfyui_tracks(written("comfyui", "t.json"))
    assert np.abs(comfyui - asked(14, width, height)).max() < 0.01
    ati = read_ati(written("ati", "t.pth"))
    assert np.abs(ati.xy - asked(121, width, height)).max() < 0.01
    wan = read_wan_move(written("wan_move", "wan"))
    assert np.abs(wan.xy - asked(81, 832, 480)).max() < 0.01 and wan.visible.all()
    with Image.open(tmp_path / "wan" / "image.png") as image:
        assert image.size == (832, 480)
    nuwa = read_dragnuwa_drags(written("dragnuwa", "d.json"))
    assert np.abs(np.stack(nuwa, axis=1) - asked(14, 576, 320)).max() < 0.01


def test_flow_and_the_masked_layer_follow_the_drag(masked: Bench, tmp_path: Path) -> None:
    source = source_of(masked)
    export("flow", source, tmp_path / "flow", lambda *_: None)
    files = sorted((tmp_path / "flow").iterdir())
    assert [f.name for f in files] == [f"flow_{t:04d}.flo" for t in range(1, 14)]
    flow = read_flow(files[-1])
    moved = np.subtract(masked.model.document.layers[0].points[-1], (140, 100))
    assert np.abs(flow[102, 141] - moved).max() < 0.5
    assert not flow[250, 400].any(), "the pin"
    export("alpha_png", source, tmp_path / "alpha", lambda *_: None)
    with Image.open(tmp_path / "alpha" / "0013.png") as image:
        last = np.asarray(image)
    assert last.shape == (300, 452, 4)
    y, x = np.nonzero(last[..., 3] > 127)
    first = np.asarray(Image.open(tmp_path / "alpha" / "0000.png"))
    y0, x0 = np.nonzero(first[..., 3] > 127)
    assert (x.mean() - x0.mean(), y.mean() - y0.mean()) == pytest.approx(tuple(moved), abs=0.7)


def test_ttm_folder_holds_the_preview(masked: Bench, tmp_path: Path) -> None:
    export("ttm", source_of(masked), tmp_path / "ttm", lambda *_: None)
    read = read_ttm(tmp_path / "ttm")
    assert read.motion_signal.shape == (14, 300, 452, 3)
    scene = source_of(masked).scene()
    assert np.array_equal(read.first_frame, scene.still)
    assert np.abs(read.motion_signal[13].astype(int) - scene.frame(13)).mean() < 6
    assert 0.005 < read.mask[13].mean() < 0.2, "white is what moves, not the whole picture"
    assert read.mask[0][104, 140] and not read.mask[13][250, 400]


@pytest.mark.parametrize("kind", ["mp4", "webm", "gif", "png", "alpha_webm"])
def test_videos_of_the_preview(masked: Bench, tmp_path: Path, kind: ExportId) -> None:
    seen: list[tuple[int, int]] = []
    target = tmp_path / f"film{KINDS[kind].suffix}"
    export(kind, source_of(masked), target, lambda *step: seen.append(step))
    assert seen[-1] == (14, 14)
    if kind == "png":
        assert len(list(target.iterdir())) == 14
        return
    with av.open(str(target)) as container:
        frames = [f.to_ndarray(format="rgb24") for f in container.decode(video=0)]
    assert len(frames) == 14 and frames[0].shape == (300, 452, 3)
    if kind in ("mp4", "webm"):
        assert read_provenance(target)["task"] == "motion.preview"


def test_stopping_leaves_nothing(masked: Bench, tmp_path: Path) -> None:
    def stop(done: int, total: int) -> None:
        if done >= 3:
            raise AppError("cancelled")

    for kind in ("mp4", "webm", "png", "flow", "ttm", "alpha_png"):
        with pytest.raises(AppError):
            export(kind, source_of(masked), tmp_path / f"x{KINDS[kind].suffix}", stop)
        assert list(tmp_path.glob("*x*")) == [] and list(tmp_path.glob(".*x*")) == []


def test_a_folder_that_exists_is_not_touched(masked: Bench, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    with pytest.raises(AppError) as caught:
        export("png", source_of(masked), tmp_path / "there", lambda *_: None)
    assert "there" in str(caught.value)


def test_what_cannot_be_exported_says_why(opened: Bench) -> None:
    opened.run("motion.export")
    dialog = opened.workspace.actions_of_results.dialog
    texts = {}
    for row in range(dialog.formats.count()):
        item = dialog.formats.item(row)
        enabled = bool(item.flags() & Qt.ItemFlag.ItemIsEnabled)
        texts[item.data(Qt.ItemDataRole.UserRole)] = (enabled, item.data(0x0101))
    assert len(texts) == 12 and texts["mp4"][0]
    assert not texts["alpha_webm"][0] and "Paint a mask" in texts["alpha_webm"][1]
    assert not texts["ati"][0] and "Draw a drag" in texts["ati"][1]
    QTest.mouseClick(dialog.close_button, LEFT)
    assert opened.workspace.actions_of_results.dialog is None


def test_the_dialog_exports_a_version(
    masked: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id, _ = submit(masked)
    finish(masked, job_id, tmp_path / "out")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "film"), ""))
    masked.workspace.actions_of_results.show_formats(job_id)
    dialog = masked.workspace.actions_of_results.dialog
    row = dialog.formats.item(1)
    QTest.mouseClick(
        dialog.formats.viewport(), LEFT, pos=dialog.formats.visualItemRect(row).center()
    )
    assert dialog.kind.id == "webm" and dialog.source.currentData() == job_id
    with masked.qtbot.waitSignal(masked.workspace.exports.exported, timeout=20_000):
        QTest.mouseClick(dialog.export_button, LEFT)
        assert not dialog.export_button.isEnabled() and dialog.stop_button.isVisible()
    with av.open(str(tmp_path / "film.webm")) as container:
        assert container.streams.video[0].codec_context.name in ("vp9", "libvpx-vp9")
        assert sum(1 for _ in container.decode(video=0)) == 14
    provenance = read_provenance(tmp_path / "film.webm")
    assert provenance["request"] == json.loads(json.dumps(read_request(tmp_path / "out")))
    assert ("good", "Exported film.webm") in masked.notices
    masked.wait(lambda: dialog.export_button.isEnabled())


def read_request(out: Path) -> object:
    return json.loads((out / "result.json").read_text())["provenance"]["request"]


def test_a_card_saves_its_video_as_it_is(
    masked: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id, _ = submit(masked)
    finish(masked, job_id, tmp_path / "out")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "film"), ""))
    with masked.qtbot.waitSignal(masked.workspace.exports.exported):
        masked.workspace.actions_of_results.export_video(job_id)
    exported = (tmp_path / "film.mp4").read_bytes()
    assert exported == (tmp_path / "out" / "video.mp4").read_bytes()
