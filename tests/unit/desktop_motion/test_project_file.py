"""Project files: equal after reopening, and every damaged or hostile file refused in words."""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from desktop.motion import edits
from desktop.motion.document import MotionDocument
from desktop.motion.mask import pack_mask
from desktop.motion.project_file import VERSION, encode_project, read_project, write_project
from shared.errors import AppError


@pytest.fixture
def full(document: MotionDocument) -> MotionDocument:
    mask = np.zeros((90, 160), np.uint8)
    mask[20:40, 30:60] = 255
    document, drag = edits.add_layer(document, "object", [(10.5, 20.25), (90, 50)], None)
    document = edits.set_layer(document, drag, mask=pack_mask(mask), name="hat")
    document = edits.set_key_rotation(document, drag, 1, 30.0)
    document = edits.set_key_scale(document, drag, 1, 1.5)
    document, _, _ = edits.add_pin(document, (150, 80))
    document, camera = edits.add_layer(document, "camera", [(1, 1), (5, 5), (9, 1)], (0, 0.3, 1))
    document = edits.set_layer(document, camera, visible=False, locked=True)
    return edits.set_settings(document, frames=24, fps=8.0, seed=7, width=320, format="gif")


def test_a_saved_project_reopens_equal(full: MotionDocument, pixels: np.ndarray, tmp_path: Path):
    path = tmp_path / "p.vitrine"
    write_project(path, full, ("job-1", "job-2"))
    project = read_project(path)
    assert project.document == full
    assert project.results == ("job-1", "job-2")
    assert np.array_equal(project.pixels, pixels)
    assert [p.name for p in tmp_path.iterdir()] == ["p.vitrine"]


def test_equal_documents_give_equal_bytes(full: MotionDocument) -> None:
    assert encode_project(full) == encode_project(full)


def change_json(data: bytes, change: Callable[[dict], None]) -> bytes:
    return rebuild(data, project=change)


def rebuild(
    data: bytes,
    *,
    project: Callable[[dict], None] = lambda _: None,
    extra: dict[str, bytes] | None = None,
    drop: str = "",
) -> bytes:
    source = zipfile.ZipFile(io.BytesIO(data))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == drop:
                continue
            if name == "project.json":
                document = json.loads(content)
                project(document)
                content = json.dumps(document).encode()
            target.writestr(name, content)
        for name, content in (extra or {}).items():
            target.writestr(name, content)
    return buffer.getvalue()


def read_bytes(tmp_path: Path, data: bytes) -> str:
    path = tmp_path / "bad.vitrine"
    path.write_bytes(data)
    with pytest.raises(AppError) as caught:
        read_project(path)
    return f"{caught.value.code}: {caught.value}"


def test_a_newer_version_is_named(full: MotionDocument, tmp_path: Path) -> None:
    data = change_json(encode_project(full), lambda d: d.update(version=VERSION + 1))
    said = read_bytes(tmp_path, data)
    assert said.startswith("project_newer") and str(VERSION + 1) in said


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda d: d.pop("frames"), "frames"),
        (lambda d: d.update(frames="many"), "frames"),
        (lambda d: d.update(frames=100000), "100000"),
        (lambda d: d.update(fps=0), "fps is 0"),
        (lambda d: d.update(picture="../../etc/passwd"), "does not belong"),
        (lambda d: d["layers"][0].update(mask="/etc/passwd"), "does not belong"),
        (lambda d: d["layers"][0].update(points=[]), "no points"),
        (lambda d: d["layers"][0].update(points=[[1, "x"]]), "points"),
        (lambda d: d["layers"][0].update(times=[0.9, 0.1]), "times"),
        (lambda d: d["layers"][0].update(role="boss"), "role"),
        (lambda d: d["layers"][1].update(layer_id=1), "same id"),
    ],
)
def test_a_bad_value_is_named(
    full: MotionDocument, tmp_path: Path, change: Callable[[dict], None], words: str
) -> None:
    said = read_bytes(tmp_path, change_json(encode_project(full), change))
    assert said.split(":")[0] in ("bad_project", "bad_field")
    assert words in said


def test_a_name_outside_the_archive_is_refused(full: MotionDocument, tmp_path: Path) -> None:
    data = rebuild(encode_project(full), extra={"../evil.png": b"x"})
    assert "evil" in read_bytes(tmp_path, data)
    assert not (tmp_path.parent / "evil.png").exists()


def test_a_missing_part_is_named(full: MotionDocument, tmp_path: Path) -> None:
    assert "picture.png is missing" in read_bytes(
        tmp_path, rebuild(encode_project(full), drop="picture.png")
    )


def test_a_bomb_is_refused_before_it_grows(
    full: MotionDocument, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.motion.project_file.MAX_PICTURE_BYTES", 100)
    assert "more than 100" in read_bytes(tmp_path, encode_project(full))


@pytest.mark.parametrize("cut", [0, 1, 10, 200, -1, -30])
def test_a_truncated_project_is_refused(full: MotionDocument, tmp_path: Path, cut: int) -> None:
    assert read_bytes(tmp_path, encode_project(full)[:cut]).startswith("bad_project")


def test_a_damaged_byte_never_escapes_as_another_error(
    full: MotionDocument, tmp_path: Path
) -> None:
    data = encode_project(full)
    rng = np.random.default_rng(0)
    path = tmp_path / "noisy.vitrine"
    refused = 0
    for _ in range(150):
        noisy = bytearray(data)
        for at in rng.integers(0, len(noisy), 4):
            noisy[at] = int(rng.integers(256))
        path.write_bytes(bytes(noisy))
        try:
            read_project(path)
        except AppError:
            refused += 1
    assert refused > 100


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(AppError) as caught:
        read_project(tmp_path / "none.vitrine")
    assert caught.value.code == "missing_file"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_named(full: MotionDocument, tmp_path: Path) -> None:
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o500)
    with pytest.raises(AppError) as caught:
        write_project(folder / "p.vitrine", full)
    assert caught.value.code == "read_only"


def test_a_full_disk_leaves_the_old_project(
    full: MotionDocument, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import errno

    path = tmp_path / "p.vitrine"
    write_project(path, full)
    before = path.read_bytes()

    def full_disk(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("desktop.motion.project_file.write_atomic", full_disk)
    with pytest.raises(AppError) as caught:
        write_project(path, edits.set_settings(full, seed=9))
    assert caught.value.code == "disk_full"
    assert path.read_bytes() == before


def test_a_project_from_before_the_backends_settings_opens(
    full: MotionDocument, tmp_path: Path
) -> None:
    def older(record: dict) -> None:
        for name in ("model", "steps", "text_guidance", "motion_guidance"):
            del record[name]

    path = tmp_path / "old.vitrine"
    path.write_bytes(change_json(encode_project(full), older))
    assert read_project(path).document == full


def test_every_setting_of_a_render_is_kept(full: MotionDocument, tmp_path: Path) -> None:
    changed = edits.set_settings(
        full, backend="ttm", model="svd", prompt="dusk", steps=30, text_guidance=2.5, seed=9
    )
    write_project(tmp_path / "p.vitrine", changed)
    assert read_project(tmp_path / "p.vitrine").document == changed
