"""Any bytes in place of a project, track file, recording or message give a value or words."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from desktop.motion.project_file import encode_project, new_project, read_project
from shared.errors import AppError
from shared.motion.formats.ati_tracks import ATI_FRAMES, read_ati, write_ati
from shared.motion.formats.middlebury_flow import read_flow, write_flow
from shared.motion.formats.wan_move_tracks import PointTracks, read_wan_move
from shared.neuro.xdf_tail import whole_bytes
from shared.protocol.frames import PREFIX, pack, unpack
from shared.protocol.messages import Ping
from tests.property.parsers.damage import any_bytes, bounded, damaged, value_or_words
from worker.neuro.files.reader import read_recording


def png() -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(np.zeros((32, 32, 3), np.uint8)).save(buffer, "PNG")
    return buffer.getvalue()


def made(write: Callable[[Path], Any], path: Path) -> bytes:
    """What `write` writes."""
    write(path)
    data = path.read_bytes()
    path.unlink()
    return data


def array(values: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, values)
    return buffer.getvalue()


def archive() -> bytes:
    buffer = io.BytesIO()
    np.savez_compressed(buffer, array=np.zeros((2, ATI_FRAMES, 1, 3), np.float32))
    return buffer.getvalue()


def claims(shape: str) -> bytes:
    """The header of an array without its values."""
    text = f"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}".ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text.encode()


def test_projects(tmp_path: Path) -> None:
    good = encode_project(new_project(png(), "a.png").document)
    _check(read_project, tmp_path / "p.vitrine", good)


def test_ati_tracks(tmp_path: Path) -> None:
    tracks = PointTracks(np.zeros((ATI_FRAMES, 2, 2), np.float32), np.ones((ATI_FRAMES, 2), bool))
    good = made(lambda path: write_ati(path, tracks), tmp_path / "good.pth")
    huge = claims("(99999999999, 9)")
    _check(read_ati, tmp_path / "t.pth", good, archive(), array(np.zeros((2, 2))), huge)


def test_wan_move_tracks(tmp_path: Path) -> None:
    good = array(np.zeros((5, 2, 2), np.float32))
    odd = [archive(), claims("(99999999999, 2, 2)"), claims("(-1, 2, 2)"), claims("'x'")]
    _check(read_wan_move, tmp_path / "tracks.npy", good, *odd)


def test_flow_fields(tmp_path: Path) -> None:
    flow = np.zeros((3, 4, 2), np.float32)
    good = made(lambda path: write_flow(path, flow), tmp_path / "good.flo")
    _check(read_flow, tmp_path / "f.flo", good)


def test_ends_of_xdf_files(tmp_path: Path) -> None:
    good = b"XDF:" + b"\x01\x0e\x01\x00<info></info>" + b"\x04\xff\xff\xff\xff\x03\x00"
    _check(whole_bytes, tmp_path / "r.xdf", good)


@pytest.mark.parametrize("ending", [".xdf", ".csv", ".edf", ".fif", ".set", ".vhdr", ".bdf"])
def test_recordings(ending: str, tmp_path: Path) -> None:
    good = {
        ".xdf": b"XDF:" + b"\x01\x0e\x01\x00<info></info>",
        ".csv": b"time,Fz,Cz\n0,1,2\n0.01,1,2\n",
    }
    _check(read_recording, tmp_path / f"r{ending}", good.get(ending, b"0       X X X"))


def _check(parse: Callable[[Path], Any], path: Path, *good: bytes) -> None:
    @bounded
    @given(any_bytes(*good))
    def check(data: bytes) -> None:
        value_or_words(parse, path, data)

    check()
    for data in good:
        value_or_words(parse, path, data)


_GOOD = [bytes(frame) for frame in pack(Ping(), message_id="1", blobs=[np.zeros((2, 3), "<f4")])]


@bounded
@given(
    st.sampled_from(range(len(_GOOD))).flatmap(
        lambda i: st.tuples(st.just(i), st.binary(max_size=200) | damaged(_GOOD[i]))
    )
)
def test_frames_of_a_message(changed: tuple[int, bytes]) -> None:
    frames = list(_GOOD)
    frames[changed[0]] = changed[1]
    try:
        unpack(frames)
    except AppError as error:
        assert len(str(error)) > 10


@bounded
@given(st.lists(st.binary(max_size=300), max_size=6))
def test_frames_of_any_bytes(frames: list[bytes]) -> None:
    for given_frames in (frames, [PREFIX, *frames]):
        try:
            unpack(given_frames)
        except AppError as error:
            assert len(str(error)) > 10
