"""Files that are dropped: outputs, videos, tracks and drags."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtTest import QTest

from desktop.motion.arrivals import identify
from desktop.motion.drags import to_drags
from desktop.motion.track_layers import add_tracks, simplify_track
from shared.motion.formats.point_lists import write_comfyui_tracks
from shared.motion.formats.wan_move_tracks import PointTracks, write_wan_move
from shared.motion.frame_writers import Mp4Writer
from shared.motion.tracks import scene_tracks
from tests.gui.motion.conftest import LEFT, Bench
from tests.gui.motion.rendering import finish, submit


@pytest.fixture
def rendered(opened: Bench, tmp_path: Path) -> tuple[Bench, Path]:
    """A finished render of one drag with a mask, lossless frames included."""
    opened.drag([(100, 100), (150, 110), (180, 115)])
    opened.model.use_tool("brush")
    opened.drag([(95, 100), (130, 110)])
    opened.wait_idle()
    job_id, _ = submit(opened)
    finish(opened, job_id, tmp_path / "out", save_frames=True)
    return opened, tmp_path / "out"


@pytest.mark.parametrize("name", ["video.mp4", "frames/0005.png"])
def test_an_output_restores_its_project(
    rendered: tuple[Bench, Path], name: str, tmp_path: Path, photograph: np.ndarray
) -> None:
    bench, out = rendered
    before = bench.model.document
    Image.new("RGB", (64, 48), "red").save(tmp_path / "red.jpg")
    bench.workspace.prompts.ask_save = lambda: "discard"
    bench.open(tmp_path / "red.jpg")
    bench.open(out / name)
    after = bench.model.document
    assert np.array_equal(bench.model.pixels, photograph)
    assert after.layers[0].points == before.layers[0].points
    assert after.layers[0].mask == before.layers[0].mask is not None
    assert (after.frames, after.fps, after.seed) == (before.frames, before.fps, before.seed)
    assert not bench.workspace.is_modified


def test_the_first_frame_stands_in_for_a_lost_picture(rendered: tuple[Bench, Path]) -> None:
    bench, out = rendered
    stored = bench.client.stored[-1]
    del bench.client.artefacts[stored.image.removeprefix("sha256:")]
    bench.workspace.prompts.ask_save = lambda: "discard"
    bench.open(out / "video.mp4")
    assert bench.model.pixels.shape == (84, 128, 3)
    assert any("first frame" in text for _, text in bench.notices)


def make_video(path: Path) -> list[tuple[int, int, int]]:
    colours = [(20 * t, 255 - 20 * t, 90) for t in range(12)]
    with Mp4Writer(path, 96, 64, 12.0, {}) as writer:
        for colour in colours:
            writer.write(np.full((64, 96, 3), colour, np.uint8))
        writer.finish()
    return colours


def test_a_frame_of_a_video_becomes_the_picture(bench: Bench, tmp_path: Path) -> None:
    colours = make_video(tmp_path / "clip.mp4")
    assert bench.workspace.open_path(tmp_path / "clip.mp4")
    bench.wait(lambda: bench.workspace.files.dialog is not None)
    dialog = bench.workspace.files.dialog
    bench.wait(lambda: dialog.frame is not None)
    with bench.qtbot.waitSignal(dialog.frame_changed, timeout=20_000):
        dialog.slider.setValue(500)
    bench.wait(lambda: dialog._wanted is None)
    shown = dialog.frame
    assert shown.time_s == pytest.approx(0.5, abs=0.09)
    wanted = np.array(colours[round(shown.time_s * 12)])
    assert np.abs(shown.rgb.mean(axis=(0, 1)) - wanted).max() < 6
    with bench.qtbot.waitSignal(bench.workspace.documents.opened, timeout=20_000):
        QTest.mouseClick(dialog.use_button, LEFT)
    assert np.array_equal(bench.model.pixels, shown.rgb)
    assert bench.workspace.document_name.startswith("clip")


def moving(frames: int = 20) -> np.ndarray:
    """Two bent tracks and two still ones, [T, 4, 2] in px of 902 x 600."""
    t = np.linspace(0, 1, frames)
    xy = np.zeros((frames, 4, 2))
    xy[:, 0] = np.column_stack([200 + 300 * t, 300 + 120 * np.sin(4 * t)])
    xy[:, 1] = np.column_stack([600 - 100 * t**2, 100 + 30 * t])
    xy[:, 2], xy[:, 3] = (50, 60), (800, 500)
    return xy


def import_tracks(bench: Bench, path: Path, size: tuple[int, int]) -> None:
    assert bench.workspace.open_path(path)
    bench.wait(lambda: bench.workspace.files.dialog is not None)
    dialog = bench.workspace.files.dialog
    dialog.width_box.setValue(size[0])
    dialog.height_box.setValue(size[1])
    QTest.mouseClick(dialog.accept_button, LEFT)
    bench.wait(lambda: bool(bench.model.document.layers))


@pytest.mark.parametrize("kind", ["comfyui", "wan_move"])
def test_tracks_become_layers_with_few_keys(opened: Bench, tmp_path: Path, kind: str) -> None:
    xy = moving()
    path = tmp_path / "tracks.json"
    if kind == "comfyui":
        write_comfyui_tracks(path, xy)
    else:
        path = tmp_path / "tracks"
        path.mkdir()
        write_wan_move(path, PointTracks(xy.astype(np.float32), np.ones((20, 4), bool)))
    import_tracks(opened, path, (902, 600))
    document = opened.model.document
    assert [layer.role for layer in document.layers] == ["pin", "object", "object"]
    assert document.frames == 20 and len(opened.model.undo_stack) == 1
    assert max(len(layer.points) for layer in document.layers) <= 12
    played = scene_tracks(to_drags(document), 20, 451, 300).xy
    wanted = xy[:, [2, 3, 0, 1]] / 2
    assert np.abs(played - wanted).max() <= 0.51


def test_tracks_without_a_picture_are_refused(bench: Bench, tmp_path: Path) -> None:
    write_comfyui_tracks(tmp_path / "t.json", moving())
    assert bench.workspace.open_path(tmp_path / "t.json")
    bench.wait(lambda: bool(bench.notices))
    assert "Open a picture first" in bench.notices[-1][1]


def test_drags_json_goes_into_the_document(opened: Bench, tmp_path: Path) -> None:
    drags = {
        "width": 902,
        "height": 600,
        "frames": 30,
        "layers": [
            {
                "points": [[200, 100], [300, 200]],
                "mask": "m.png",
                "rotate_deg": [0, 9],
                "feather_px": 8,
            }
        ],
    }
    mask = np.zeros((600, 902), np.uint8)
    mask[50:300, 100:400] = 255
    Image.fromarray(mask).save(tmp_path / "m.png")
    (tmp_path / "drags.json").write_text(json.dumps(drags))
    assert opened.workspace.open_path(tmp_path / "drags.json")
    opened.wait(lambda: bool(opened.model.document.layers))
    layer = opened.model.document.layers[0]
    assert layer.points == ((100, 50), (150, 100)) and layer.rotate_deg == (0, 9)
    assert layer.mask is not None and layer.feather_px == 4
    assert opened.model.document.frames == 30 and len(opened.model.undo_stack) == 1


def test_a_bad_track_file_is_named(opened: Bench, tmp_path: Path) -> None:
    (tmp_path / "t.json").write_text("[[1, 2], [3")
    opened.workspace.open_path(tmp_path / "t.json")
    opened.wait(lambda: bool(opened.notices))
    assert "t.json" in opened.notices[-1][1] and "not JSON" in opened.notices[-1][1]


def test_an_ordinary_picture_is_a_document(picture_file: Path) -> None:
    assert identify(picture_file).kind == "document"


def test_keys_follow_any_track_within_half_a_pixel() -> None:
    rng = np.random.default_rng(3)
    walk = np.cumsum(rng.normal(0, 3, (40, 2)), axis=0) + 100
    points, times = simplify_track(walk)
    assert len(points) == len(times) <= 40 and times[0] == 0 and times[-1] == 1
    straight = np.linspace((0, 0), (90, 30), 25)
    assert len(simplify_track(straight)[0]) == 2


def test_too_many_tracks_are_refused(opened: Bench) -> None:
    from shared.errors import AppError

    xy = np.cumsum(np.ones((10, 70, 2)), axis=0)
    with pytest.raises(AppError) as caught:
        add_tracks(opened.model.document, xy)
    assert "70" in str(caught.value) and "64" in str(caught.value)
