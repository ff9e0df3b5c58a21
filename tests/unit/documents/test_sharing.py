"""What leaves the house: frames as they are, nothing private beside them."""

from __future__ import annotations

import json
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from shared.errors import AppError
from shared.motion.frame_writers import GifWriter, Mp4Writer, PngWriter, WebmWriter
from shared.provenance import REDACTED, build_provenance, read_provenance
from shared.sharing import share
from worker import cli

SECRET = "anna"
FRAMES = 4
PROVENANCE = build_provenance(
    task="motion.render",
    task_version=1,
    request={"image": "/home/anna/child.jpg", "drags": {"prompt": "anna waves"}, "seed": 3},
    inputs={"/home/anna/child.jpg": "ab" * 32},
    device="cpu",
)
RESULT = {
    "task": "robustness.attack",
    "status": "succeeded",
    "attack": "deepwordbug",
    "clean_accuracy": 0.75,
    "ci95": [0.1, 0.2],
    "adversarial_prompt": "anna's prompt",
    "edits": [{"before": "anna", "after": "ana"}],
    "notes": ["read from /home/anna/data.csv"],
    "provenance": PROVENANCE,
}


def picture(number: int) -> np.ndarray:
    rng = np.random.default_rng(number)
    return np.kron(rng.integers(0, 255, (6, 8, 3)), np.ones((8, 8, 1))).astype(np.uint8)


@pytest.fixture
def result(tmp_path: Path) -> Path:
    """A result's folder with each kind of file."""
    folder = tmp_path / "result"
    folder.mkdir()
    (folder / "result.json").write_text(json.dumps(RESULT))
    (folder / "candidates.jsonl").write_text('{"prompt": "anna"}\n')
    (folder / "other.json").write_text('{"prompt": "anna"}')
    writers = [
        Mp4Writer(folder / "video.mp4", 64, 48, 8, PROVENANCE),
        WebmWriter(folder / "video.webm", 64, 48, 8, PROVENANCE),
        GifWriter(folder / "video.gif", 8, PROVENANCE),
        PngWriter(folder / "frames", PROVENANCE),
    ]
    for writer in writers:
        with writer:
            for number in range(FRAMES):
                writer.write(picture(number))
            writer.finish()
    return folder


def frames(path: Path) -> list[np.ndarray]:
    with av.open(str(path)) as video:
        return [frame.to_ndarray(format="rgb24") for frame in video.decode(video=0)]


def gif_frames(path: Path) -> list[np.ndarray]:
    with Image.open(path) as image:
        found = []
        for number in range(image.n_frames):
            image.seek(number)
            found.append(np.array(image.convert("RGB")))
    return found


def test_nothing_private_leaves(result: Path, tmp_path: Path) -> None:
    done = share(result, tmp_path / "out")
    assert done.left_out == ("candidates.jsonl", "other.json")
    kinds = {path.suffix for path in done.files}
    assert kinds == {".json", ".mp4", ".webm", ".gif", ".png"}
    for path in done.files:
        assert SECRET.encode() not in path.read_bytes(), path.name
        assert SECRET not in json.dumps(read_provenance(path) or {}), path.name
    told = {path.name for path in done.files if read_provenance(path)}
    assert told >= {"result.json", "video.mp4", "video.webm", "0000.png"}


def test_frames_stay_bit_for_bit(result: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    share(result, out)
    for name in ("video.mp4", "video.webm"):
        before, after = frames(result / name), frames(out / name)
        assert len(before) == len(after) == FRAMES
        assert all(np.array_equal(a, b) for a, b in zip(before, after, strict=True)), name
    before, after = gif_frames(result / "video.gif"), gif_frames(out / "video.gif")
    assert len(before) == len(after) == FRAMES
    assert all(np.array_equal(a, b) for a, b in zip(before, after, strict=True))
    with Image.open(out / "frames" / "0002.png") as image:
        assert np.array_equal(np.array(image), picture(2))


def test_figures_stay_and_sentences_go(result: Path, tmp_path: Path) -> None:
    share(result, tmp_path / "out")
    told = json.loads((tmp_path / "out" / "result.json").read_text())
    assert (told["attack"], told["clean_accuracy"], told["ci95"]) == (
        "deepwordbug",
        0.75,
        [0.1, 0.2],
    )
    assert told["adversarial_prompt"] == told["edits"] == REDACTED
    assert told["notes"] == [REDACTED]
    assert told["provenance"]["seed"] == 3


def test_a_single_file_and_the_command(
    result: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "one"
    assert cli.main(["share", str(result / "video.mp4"), "--out", str(out)]) == 0
    assert capsys.readouterr().out.split() == [str(out / "video.mp4")]
    assert cli.main(["share", str(result), "--out", str(tmp_path / "all")]) == 0
    assert "candidates.jsonl" in capsys.readouterr().out.splitlines()[-1]


@pytest.mark.parametrize("place", ["full", "inside"])
def test_a_folder_that_will_not_do_is_refused(result: Path, tmp_path: Path, place: str) -> None:
    target = result / "out" if place == "inside" else tmp_path
    with pytest.raises(AppError, match="--out"):
        share(result, target)
    assert not (result / "out").exists()


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(AppError, match="nothing"):
        share(tmp_path / "nothing", tmp_path / "out")


@pytest.mark.parametrize("end", [5, 14, 200, -40])
def test_a_broken_gif_is_told_in_words(result: Path, tmp_path: Path, end: int) -> None:
    data = (result / "video.gif").read_bytes()
    (tmp_path / "broken.gif").write_bytes(data[:end])
    with pytest.raises(AppError, match="GIF"):
        share(tmp_path / "broken.gif", tmp_path / "out")
