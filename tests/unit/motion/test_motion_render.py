"""The render task from request to files, and what it leaves behind when it cannot finish."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image

from shared.errors import AppError
from shared.motion.picture import resize_picture
from shared.provenance import read_provenance
from shared.tasks.events import Partial, Progress
from shared.tasks.motion import MOTION_RENDER, DragLayer, Drags, MotionRenderRequest
from worker.motion import render as render_module
from worker.motion.contact_sheet import contact_sheet, save_contact_sheet
from worker.motion.render import render
from worker.motion.video import read_video

ContextMaker = Callable[[Any], Any]
ARROW = DragLayer(points=((200, 100), (235, 120)))
PIN = DragLayer(role="pin", points=((60, 60), (330, 230)))


def request_for(image: Path, *layers: DragLayer, **changes: Any) -> MotionRenderRequest:
    drags = Drags(width=451, height=300, frames=9, layers=layers)
    options: dict[str, Any] = {"width": 256, "height": 144, **changes}
    return MotionRenderRequest(image=str(image), drags=drags, **options)


def names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def psnr(one: np.ndarray, other: np.ndarray) -> float:
    error = float(np.mean((one.astype(float) - other.astype(float)) ** 2))
    return float("inf") if error == 0 else 10 * np.log10(255**2 / error)


def luma(frame: np.ndarray) -> np.ndarray:
    return np.asarray(frame.astype(float) @ (0.299, 0.587, 0.114))


def test_render_writes_video_frames_and_tracks(picture_file: Path, context: ContextMaker) -> None:
    request = request_for(picture_file, ARROW, PIN, save_frames=True)
    ctx = context(request)
    steps = list(render(ctx, request))
    result = steps[-1]
    frames = [f"frames/{t:04d}.png" for t in range(9)]
    assert names(ctx.out) == ["frames", *frames, "tracks.npy", "video.mp4"]
    assert result.files == {"video": "video.mp4", "tracks": "tracks.npy", "frames": "frames"}
    assert (result.width, result.height, result.num_frames) == (256, 144, 9)
    assert result.epe_per_drag_px[0] <= 1.0
    assert result.leak_px <= 0.5
    assert result.seconds > 0
    tracks = np.load(ctx.out / "tracks.npy", allow_pickle=False)
    assert tracks.shape == (9, 3, 2)
    assert tracks.dtype == np.float32
    assert np.allclose(tracks[0, 0], [200 * 256 / 451, 100 * 144 / 300])
    with av.open(str(ctx.out / "video.mp4")) as container:
        stream = container.streams.video[0]
        assert stream.codec_context.name == "h264"
        assert stream.codec_context.pix_fmt == "yuv420p"
        assert float(stream.average_rate) == 12.0
    video = read_video(ctx.out / "video.mp4")
    assert len(video) == 9
    for t, frame in enumerate(video):
        png = np.asarray(Image.open(ctx.out / frames[t]))
        assert psnr(luma(png), luma(frame)) > 40


def test_nothing_leaks_where_nothing_was_drawn(picture_file: Path, context: ContextMaker) -> None:
    """A prompt may then move the camera, which is no leak; without a number nobody is misled."""
    request = request_for(picture_file)
    *_, result = render(context(request), request)
    assert result.leak_px is None
    assert result.epe_per_drag_px == []


def test_progress_comes_per_frame_and_ends_with_the_result(
    picture_file: Path, context: ContextMaker
) -> None:
    request = request_for(picture_file, ARROW)
    steps = list(render(context(request), request))
    partials = [step for step in steps if isinstance(step, Partial)]
    assert [partial.index for partial in partials] == list(range(9))
    assert partials[0].array.shape == (144, 256, 3)
    progress = [step for step in steps if isinstance(step, Progress)]
    assert all(step.done < step.total for step in progress)
    assert isinstance(steps[-1], MOTION_RENDER.result)


def test_zero_drags_give_the_still_picture_on_every_frame(
    picture_file: Path, photograph: np.ndarray, context: ContextMaker
) -> None:
    request = request_for(picture_file, save_frames=True, chroma="4:4:4")
    ctx = context(request)
    list(render(ctx, request))
    still = resize_picture(photograph, 256, 144)
    for path in sorted((ctx.out / "frames").iterdir()):
        assert np.array_equal(np.asarray(Image.open(path)), still)
    for frame in read_video(ctx.out / "video.mp4"):
        assert psnr(frame, still) >= 40


def test_ordinary_mp4_keeps_the_brightness_of_the_still_picture(
    picture_file: Path, photograph: np.ndarray, context: ContextMaker
) -> None:
    request = request_for(picture_file)
    ctx = context(request)
    list(render(ctx, request))
    still = resize_picture(photograph, 256, 144)
    for frame in read_video(ctx.out / "video.mp4"):
        assert psnr(luma(frame), luma(still)) >= 40


@pytest.mark.parametrize(
    ("kind", "expected"), [("webm", "video.webm"), ("gif", "video.gif"), ("png", "frames")]
)
def test_other_formats(
    picture_file: Path, context: ContextMaker, photograph: np.ndarray, kind: str, expected: str
) -> None:
    request = request_for(picture_file, ARROW, format=kind, fps=10.0)
    ctx = context(request)
    result = list(render(ctx, request))[-1]
    assert (ctx.out / expected).exists()
    assert expected in result.files.values()
    if kind == "webm":
        frames = read_video(ctx.out / "video.webm")
        assert len(frames) == 9 and frames[0].shape == (144, 256, 3)
        still = resize_picture(photograph, 256, 144)
        assert psnr(luma(frames[0]), luma(still)) >= 36
        assert read_provenance(ctx.out / "video.webm")["task"] == "motion.render"
        first = (ctx.out / "video.webm").read_bytes()
        list(render(ctx, request))
        assert (ctx.out / "video.webm").read_bytes() == first
    if kind == "gif":
        with Image.open(ctx.out / "video.gif") as image:
            assert image.n_frames == 9
            assert image.info["duration"] == 100
            assert image.info["loop"] == 0


def test_size_and_frames_default_to_picture_and_drags(
    picture_file: Path, context: ContextMaker
) -> None:
    request = request_for(picture_file, ARROW, width=None, height=None)
    result = list(render(context(request), request))[-1]
    assert (result.width, result.height) in {(450, 300), (452, 300)}
    assert result.num_frames == 9


def test_provenance_is_read_back_from_video_and_frames(
    picture_file: Path, context: ContextMaker
) -> None:
    request = request_for(picture_file, ARROW, save_frames=True, seed=5)
    ctx = context(request)
    list(render(ctx, request))
    for name in ("video.mp4", "frames/0003.png"):
        found = read_provenance(ctx.out / name)
        assert found is not None
        assert found["task"] == "motion.render"
        assert found["seed"] == 5
        assert found["request"]["drags"]["layers"][0]["points"] == [[200, 100], [235, 120]]


def test_same_request_gives_the_same_bytes(
    picture_file: Path, context: ContextMaker, tmp_path: Path
) -> None:
    request = request_for(picture_file, ARROW, PIN, save_frames=True)
    ctx = context(request)
    list(render(ctx, request))
    again = tmp_path / "again"
    again.mkdir()
    first, ctx.out = ctx.out, again
    list(render(ctx, request))
    for name in ("video.mp4", "tracks.npy", "frames/0008.png"):
        assert (first / name).read_bytes() == (again / name).read_bytes()


@pytest.mark.parametrize("kind", ["mp4", "webm", "gif", "png"])
@pytest.mark.parametrize("after", [1, 2, 9])
def test_cancelled_render_leaves_nothing(
    picture_file: Path, context: ContextMaker, kind: str, after: int
) -> None:
    request = request_for(picture_file, ARROW, format=kind, save_frames=True)
    ctx = context(request)
    steps = render(ctx, request)
    for _ in range(after):
        next(steps)
    steps.close()
    assert names(ctx.out) == []


@pytest.mark.parametrize(
    ("number", "code"), [(errno.ENOSPC, "disk_full"), (errno.EROFS, "read_only")]
)
def test_full_or_read_only_disk_is_said_in_words(
    picture_file: Path,
    context: ContextMaker,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    code: str,
) -> None:
    def fail(*_: object) -> None:
        raise OSError(number, "no")

    monkeypatch.setattr(render_module, "_save_array", fail)
    request = request_for(picture_file, ARROW)
    ctx = context(request)
    with pytest.raises(AppError) as caught:
        list(render(ctx, request))
    assert caught.value.code == code
    assert caught.value.retryable
    assert str(ctx.out) in str(caught.value)


def test_mask_of_another_size_is_refused(
    picture_file: Path, context: ContextMaker, tmp_path: Path
) -> None:
    mask = tmp_path / "mask.png"
    Image.new("L", (100, 50), 255).save(mask)
    request = request_for(picture_file, DragLayer(points=((1, 1), (9, 9)), mask=str(mask)))
    ctx = context(request)
    with pytest.raises(AppError) as caught:
        list(render(ctx, request))
    assert "layers[0].mask" in str(caught.value)
    assert "100 × 50 px" in str(caught.value)
    assert "451 × 300 px" in str(caught.value)
    assert names(ctx.out) == []


def test_black_mask_is_refused(picture_file: Path, context: ContextMaker, tmp_path: Path) -> None:
    mask = tmp_path / "mask.png"
    Image.new("L", (451, 300), 0).save(mask)
    request = request_for(picture_file, DragLayer(points=((1, 1), (9, 9)), mask=str(mask)))
    with pytest.raises(AppError, match="all-black"):
        list(render(context(request), request))


@pytest.mark.parametrize("content", [b"", b"not a picture", b"\x89PNG\r\n\x1a\n12345"])
def test_bad_picture_writes_nothing(tmp_path: Path, context: ContextMaker, content: bytes) -> None:
    bad = tmp_path / "bad.png"
    bad.write_bytes(content)
    request = request_for(bad, ARROW)
    ctx = context(request)
    with pytest.raises(AppError) as caught:
        list(render(ctx, request))
    assert caught.value.code == "bad_picture"
    assert names(ctx.out) == []


def test_contact_sheet_shows_frames_with_their_tracks(
    picture_file: Path, context: ContextMaker, tmp_path: Path, photograph: np.ndarray
) -> None:
    from shared.motion.scene import Scene

    drags = Drags(width=451, height=300, layers=(ARROW, PIN))
    scene = Scene(photograph, drags, 256, 144, 9)
    frames = [scene.frame(t) for t in range(9)]
    sheet = contact_sheet(frames, scene.tracks)
    assert sheet.shape == (2 * 288 + 3 * 4, 3 * 512 + 4 * 4, 3)
    blank = Scene(photograph, Drags(width=451, height=300), 256, 144, 9).tracks
    assert not np.array_equal(sheet, contact_sheet(frames, blank))
    save_contact_sheet(tmp_path / "sheet.png", sheet)
    assert np.array_equal(np.asarray(Image.open(tmp_path / "sheet.png")), sheet)
