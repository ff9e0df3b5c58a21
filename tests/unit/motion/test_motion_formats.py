"""Files of other programs: what is written is what the format says, and it is read back."""

from __future__ import annotations

import io
import json
import pickletools
import struct
import zipfile
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from shared.errors import AppError
from shared.motion.formats.ati_tracks import read_ati, write_ati
from shared.motion.formats.middlebury_flow import read_flow, write_flow
from shared.motion.formats.point_lists import (
    read_comfyui_tracks,
    read_dragnuwa_drags,
    write_comfyui_tracks,
    write_dragnuwa_drags,
)
from shared.motion.formats.ttm_folder import read_ttm, write_ttm
from shared.motion.formats.wan_move_tracks import PointTracks, read_wan_move, write_wan_move
from shared.motion.frame_writers import WebmWriter
from shared.motion.scene import Scene
from shared.tasks.motion import DragLayer, Drags

FIXTURE = [HealthCheck.function_scoped_fixture]
coordinate = st.floats(-4000, 4000, width=32)


def tracks(frames: int | None = None) -> st.SearchStrategy[np.ndarray]:
    length = st.just(frames) if frames else st.integers(1, 20)
    shape = st.tuples(length, st.integers(1, 5), st.just(2))
    return arrays.arrays(np.float32, shape, elements=coordinate)


@settings(max_examples=25, suppress_health_check=FIXTURE, deadline=None)
@given(
    flow=arrays.arrays(
        np.float32,
        st.tuples(st.integers(1, 9), st.integers(1, 9), st.just(2)),
        elements=coordinate,
    )
)
def test_flow_is_read_back(tmp_path: Path, flow: np.ndarray) -> None:
    write_flow(tmp_path / "a.flo", flow)
    assert np.array_equal(read_flow(tmp_path / "a.flo"), flow)


def test_flow_bytes_are_the_benchmarks(tmp_path: Path) -> None:
    flow = np.arange(12, dtype=np.float32).reshape(2, 3, 2)
    write_flow(tmp_path / "a.flo", flow)
    data = (tmp_path / "a.flo").read_bytes()
    assert data[:4] == b"PIEH", "the number spells this in ASCII"
    assert struct.unpack("<ii", data[4:12]) == (3, 2)
    assert struct.unpack("<2f", data[12 + 8 * 4 : 12 + 8 * 5]) == (8.0, 9.0), "row 1, column 1"
    import cv2

    assert np.array_equal(cv2.readOpticalFlow(str(tmp_path / "a.flo")), flow)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PIEH",
        b"PIEX" + struct.pack("<ii", 1, 1) + bytes(8),
        b"PIEH" + struct.pack("<ii", 2, 2) + bytes(8),
        b"PIEH" + struct.pack("<ii", -1, 2),
        b"PIEH" + struct.pack("<ii", 1 << 30, 1 << 30),
    ],
)
def test_damaged_flow_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "bad.flo").write_bytes(data)
    with pytest.raises(AppError) as caught:
        read_flow(tmp_path / "bad.flo")
    assert caught.value.code == "bad_tracks" and "bad.flo" in str(caught.value)


@settings(max_examples=25, suppress_health_check=FIXTURE, deadline=None)
@given(xy=tracks())
def test_comfyui_tracks_are_read_back(tmp_path: Path, xy: np.ndarray) -> None:
    write_comfyui_tracks(tmp_path / "t.json", xy)
    assert np.abs(read_comfyui_tracks(tmp_path / "t.json") - xy).max() <= 0.001
    document = json.loads((tmp_path / "t.json").read_bytes())
    assert len(document) == xy.shape[1] and len(document[0]) == len(xy)
    assert set(document[0][0]) == {"x", "y"}


def test_a_single_comfyui_track_will_do(tmp_path: Path) -> None:
    (tmp_path / "t.json").write_text('[{"x": 1, "y": 2}, {"x": 3.5, "y": 4}]')
    assert read_comfyui_tracks(tmp_path / "t.json").tolist() == [[[1, 2]], [[3.5, 4]]]


@settings(max_examples=25, suppress_health_check=FIXTURE, deadline=None)
@given(xy=tracks(14))
def test_dragnuwa_drags_are_read_back(tmp_path: Path, xy: np.ndarray) -> None:
    write_dragnuwa_drags(tmp_path / "d.json", xy)
    read = read_dragnuwa_drags(tmp_path / "d.json")
    assert np.abs(np.stack(read, axis=1) - xy).max() <= 0.001


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        "[[]]",
        '[[{"x": 1}]]',
        '[[{"x": 1, "y": "2"}]]',
        '[[{"x": NaN, "y": 2}]]',
        '[[{"x": true, "y": 2}]]',
        '[[{"x": 1, "y": 2}], [{"x": 1, "y": 2}, {"x": 3, "y": 4}]]',
        f'[[{{"x": {"9" * 400}, "y": 2}}]]',
        "[" * 100_000,
    ],
)
def test_bad_comfyui_tracks_are_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "bad.json").write_text(text)
    with pytest.raises(AppError) as caught:
        read_comfyui_tracks(tmp_path / "bad.json")
    assert caught.value.code == "bad_tracks"


@settings(max_examples=15, suppress_health_check=FIXTURE, deadline=None)
@given(xy=tracks(), seed=st.integers(0, 99))
def test_wan_move_is_read_back(tmp_path: Path, xy: np.ndarray, seed: int) -> None:
    visible = np.random.default_rng(seed).random(xy.shape[:2]) > 0.5
    write_wan_move(tmp_path, PointTracks(xy, visible))
    read = read_wan_move(tmp_path)
    assert np.array_equal(read.xy, xy) and np.array_equal(read.visible, visible)
    assert np.load(tmp_path / "tracks.npy", allow_pickle=False).dtype == np.dtype("<f4")
    assert np.load(tmp_path / "visibility.npy", allow_pickle=False).shape == xy.shape[:2]


def test_wan_move_refuses_objects_and_other_shapes(tmp_path: Path) -> None:
    np.save(tmp_path / "tracks.npy", np.array([{"a": 1}], dtype=object), allow_pickle=True)
    with pytest.raises(AppError):
        read_wan_move(tmp_path)
    np.save(tmp_path / "tracks.npy", np.zeros((4, 3)))
    with pytest.raises(AppError) as caught:
        read_wan_move(tmp_path / "tracks.npy")
    assert "(4, 3)" in str(caught.value)


def ati_tracks(seed: int = 3) -> PointTracks:
    rng = np.random.default_rng(seed)
    return PointTracks(
        rng.uniform(-20, 800, (121, 3, 2)).astype(np.float32), rng.random((121, 3)) > 0.3
    )


@settings(max_examples=10, suppress_health_check=FIXTURE, deadline=None)
@given(xy=tracks(121))
def test_ati_is_read_back(tmp_path: Path, xy: np.ndarray) -> None:
    visible = xy[..., 0] > 0
    write_ati(tmp_path / "a.pth", PointTracks(xy, visible))
    read = read_ati(tmp_path / "a.pth")
    assert np.array_equal(read.xy, xy) and np.array_equal(read.visible, visible)


def test_ati_is_what_torch_reads_and_writes(tmp_path: Path) -> None:
    import torch

    asked = ati_tracks()
    write_ati(tmp_path / "a.pth", asked)
    data = torch.load(tmp_path / "a.pth", weights_only=True)
    assert isinstance(data, bytes)
    array = np.load(io.BytesIO(data), allow_pickle=False)["array"]
    assert array.shape == (3, 121, 1, 3)
    # As ATI's loader takes it: an eighth of every number.
    assert np.abs(array[:, :, 0, :2].transpose(1, 0, 2) / 8 - asked.xy).max() < 0.01
    assert np.array_equal(array[:, :, 0, 2].T / 8, asked.visible.astype(np.float32))
    torch.save(data, tmp_path / "torch.pth")
    assert np.array_equal(read_ati(tmp_path / "torch.pth").xy, asked.xy)


def test_ati_reader_runs_no_pickle(tmp_path: Path) -> None:
    write_ati(tmp_path / "a.pth", ati_tracks())
    with zipfile.ZipFile(tmp_path / "a.pth") as archive:
        body = archive.read("archive/data.pkl")
    names = [op.name for op, _, _ in pickletools.genops(body)]
    assert names.count("REDUCE") == 1 and names.count("GLOBAL") == 1
    evil = b"\x80\x02cos\nsystem\n" + body[len(b"\x80\x02c_codecs\nencode\n") :]
    for changed in (evil, body + b".", body[:-1], b""):
        with zipfile.ZipFile(tmp_path / "evil.pth", "w") as archive:
            archive.writestr("archive/data.pkl", changed)
        with pytest.raises(AppError) as caught:
            read_ati(tmp_path / "evil.pth")
        assert caught.value.code == "bad_tracks"


def test_ttm_folder(tmp_path: Path, photograph: np.ndarray) -> None:
    first = np.ascontiguousarray(photograph[:144, :256])
    frames = [np.roll(first, 3 * t, axis=1) for t in range(5)]
    region = np.zeros((144, 256), bool)
    region[40:90, 60:160] = True
    pairs = ((frame, np.roll(region, 3 * t, axis=1)) for t, frame in enumerate(frames))
    write_ttm(tmp_path, first, pairs, 12.0, "a cat turns", {"vitrine": 1})
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"first_frame.png", "motion_signal.mp4", "mask.mp4", "prompt.txt"}
    read = read_ttm(tmp_path)
    assert np.array_equal(read.first_frame, first) and read.prompt == "a cat turns"
    assert read.motion_signal.shape == (5, 144, 256, 3)
    assert np.abs(read.motion_signal[3].astype(int) - frames[3]).mean() < 6
    wrong = read.mask[4] != np.roll(region, 12, axis=1)
    assert wrong.mean() < 0.01
    (tmp_path / "mask.mp4").unlink()
    with pytest.raises(AppError):
        read_ttm(tmp_path)


def masked_scene(photograph: np.ndarray) -> tuple[Scene, np.ndarray]:
    mask = np.zeros(photograph.shape[:2], np.uint8)
    mask[90:200, 150:280] = 255
    height, width = photograph.shape[:2]
    drags = Drags(
        width=width,
        height=height,
        frames=9,
        layers=(DragLayer(points=((200.0, 150.0), (240.0, 170.0)), mask="m"),),
    )
    return Scene(photograph, drags, 224, 150, 9, {0: mask}), mask


def test_motion_of_a_masked_layer_is_its_drag(photograph: np.ndarray) -> None:
    scene, _ = masked_scene(photograph)
    motion = scene.motion(8)
    height, width = photograph.shape[:2]
    wanted = np.array([40 * 224 / width, 20 * 150 / height])
    inside = motion[60:90, 85:130].reshape(-1, 2)
    assert np.abs(inside - wanted).max() < 0.01
    assert not motion[:30].any() and not scene.motion(0).any()


def test_a_cutout_over_the_plate_is_the_frame(photograph: np.ndarray, tmp_path: Path) -> None:
    scene, _ = masked_scene(photograph)
    rgba = scene.cutout(0, 8)
    inside = rgba[..., 3] == 255
    assert 0.09 < inside.mean() < 0.12, "a mask of 10.6 % with a soft edge"
    assert np.array_equal(rgba[inside][:, :3], scene.frame(8)[inside])
    assert not rgba[:20, :, 3].any()
    with WebmWriter(tmp_path / "a.webm", 224, 150, 12, {"vitrine": 1}, alpha=True) as writer:
        for t in range(9):
            writer.write(scene.cutout(0, t))
        writer.finish()
    read = decode_alpha(tmp_path / "a.webm")
    assert len(read) == 9
    assert ((read[8] > 127) != (rgba[..., 3] > 127)).mean() < 0.01


def decode_alpha(path: Path) -> list[np.ndarray]:
    """The alpha planes; FFmpeg's own VP9 decoder drops them, so libvpx decodes."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        assert stream.metadata["alpha_mode"] == "1"
        decoder = av.CodecContext.create("libvpx-vp9", "r")
        return [
            frame.to_ndarray(format="rgba")[..., 3]
            for packet in container.demux(stream)
            for frame in decoder.decode(packet if packet.size else None)
        ]
