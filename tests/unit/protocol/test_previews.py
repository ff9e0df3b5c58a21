"""Pictures of partials on their way over a slow line."""

from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from shared.ids import new_job_id
from shared.protocol.frames import Blob, Envelope, Header, ProtocolError
from shared.protocol.messages import JobPartial, Ok, StreamPartial
from shared.protocol.previews import JPEG, decoded, encoded


def ramp(height: int = 48, width: int = 64) -> np.ndarray:
    y, x = np.mgrid[:height, :width]
    return np.stack([x * 2, y * 2, x + y], axis=-1).astype(np.uint8)


def partial() -> JobPartial:
    return JobPartial(job_id=new_job_id(), index=3, meta={"step": 1})


def arrived(message: JobPartial | StreamPartial, *blobs: Blob) -> Envelope:
    return decoded(Envelope(header=Header(), message=message, blobs=list(blobs)))


@pytest.mark.parametrize(
    "message", [partial(), StreamPartial(stream="s", seq=1, index=0, kind="picture")]
)
def test_a_picture_comes_smaller_and_nearly_the_same(message: JobPartial | StreamPartial) -> None:
    picture = ramp()
    sent, blobs = encoded(message, [picture])
    assert isinstance(sent, JobPartial | StreamPartial)
    assert isinstance(blobs[0], bytes)
    assert len(blobs[0]) < picture.nbytes / 2
    envelope = arrived(sent, *blobs)
    assert envelope.message == message
    assert abs(envelope.blobs[0].astype(int) - picture).mean() < 2


@pytest.mark.parametrize(
    "array",
    [
        ramp().astype(np.float32),
        ramp()[..., 0],
        ramp()[:8],
        np.zeros((20, 20, 4), np.uint8),
        np.zeros((0, 20, 3), np.uint8),
    ],
)
def test_what_is_no_picture_goes_as_it_is(array: np.ndarray) -> None:
    message = partial()
    sent, blobs = encoded(message, [array])
    assert sent == message
    assert blobs[0] is array
    assert arrived(message, array).blobs[0] is array


def test_other_messages_go_as_they_are() -> None:
    picture = ramp()
    assert encoded(Ok(), [picture]) == (Ok(), [picture])
    assert encoded(partial(), [])[1] == []


def marked(encoding: str = JPEG) -> JobPartial:
    return JobPartial(job_id=new_job_id(), index=0, encoding=encoding)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_picture_or_a_protocol_error(data: bytes) -> None:
    with pytest.raises(ProtocolError):
        arrived(marked(), data)


@given(st.integers(0, 700), st.integers(0, 255))
def test_a_damaged_picture_is_a_picture_or_a_protocol_error(place: int, value: int) -> None:
    _, (data,) = encoded(marked(), [ramp()])
    assert isinstance(data, bytes)
    damaged = bytearray(data)
    damaged[place % len(data)] = value
    try:
        picture = arrived(marked(), bytes(damaged)).blobs[0]
    except ProtocolError:
        return
    assert isinstance(picture, np.ndarray)
    assert picture.dtype == np.uint8


def test_other_formats_and_sizes_are_refused() -> None:
    file = io.BytesIO()
    Image.new("RGB", (32, 32)).save(file, "PNG")
    with pytest.raises(ProtocolError, match="cannot be read"):
        arrived(marked(), file.getvalue())
    file = io.BytesIO()
    Image.new("L", (6000, 6000)).save(file, "JPEG")
    with pytest.raises(ProtocolError, match="over the limit"):
        arrived(marked(), file.getvalue())
    with pytest.raises(ProtocolError, match="not known"):
        arrived(marked("webp"), b"x")
    with pytest.raises(ProtocolError, match="as an array"):
        arrived(marked(), ramp())
