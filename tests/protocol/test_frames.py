"""Frames: everything that is packed comes back, and nothing that lies gets through."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from shared.protocol import document
from shared.protocol.frames import (
    MAX_BLOB_BYTES,
    MAX_BODY_BYTES,
    PREFIX,
    BlobInfo,
    Header,
    ProtocolError,
    UnknownMessage,
    VersionMismatch,
    pack,
    unpack,
)
from shared.protocol.messages import AnyMessage, Fetch, Hello, JobPartial, Message, Ping, Submit

ARRAYS = hnp.arrays(
    dtype=st.sampled_from(["u1", "<u2", "<i2", "<i4", "<f2", "<f4", "<f8"]),
    shape=hnp.array_shapes(min_dims=0, max_dims=4, max_side=5),
)
encode = msgspec.msgpack.encode


@given(
    arrays=st.lists(ARRAYS | st.binary(max_size=50), max_size=4),
    reply_to=st.text("ab0", max_size=36),
)
@settings(deadline=None)
def test_blobs_come_back_as_they_were(arrays: list[np.ndarray | bytes], reply_to: str) -> None:
    message = JobPartial(job_id="0" * 36, index=3, meta={"a": 1})
    envelope = unpack([bytes(f) for f in pack(message, reply_to=reply_to, blobs=arrays)])
    assert envelope.message == message
    assert envelope.header.reply_to == reply_to
    for sent, received in zip(arrays, envelope.blobs, strict=True):
        if isinstance(sent, bytes):
            assert received == sent
        else:
            assert isinstance(received, np.ndarray)
            assert received.dtype == sent.dtype
            assert received.shape == sent.shape
            assert received.tobytes() == sent.tobytes()


@pytest.mark.parametrize("kind", AnyMessage.__args__, ids=lambda kind: kind.__name__)
def test_every_message_type_travels(kind: type[Message]) -> None:
    sample = document.example(kind)
    assert unpack([bytes(f) for f in pack(sample)]).message == sample


@pytest.mark.parametrize(
    ("info", "frame"),
    [
        (BlobInfo(nbytes=5), b"1234"),
        (BlobInfo(nbytes=4, dtype="<f4", shape=(2,)), b"1234"),
        (BlobInfo(nbytes=4, dtype="<f4", shape=(1 << 31, 1 << 31, 1 << 31)), b"1234"),
        (BlobInfo(nbytes=0, dtype="|u1", shape=()), b""),
    ],
)
def test_lying_blobs_are_refused(info: BlobInfo, frame: bytes) -> None:
    header = encode(Header(blobs=(info,)))
    with pytest.raises(ProtocolError, match="bytes"):
        unpack([PREFIX, header, encode(Ping()), frame])


@pytest.mark.parametrize("dtype", ["|O8", ">f4", "<U4", "|V8", "<M8[s]"])
def test_other_dtypes_do_not_travel(dtype: str) -> None:
    header = encode({"blobs": [{"nbytes": 8, "dtype": dtype, "shape": [1]}]})
    with pytest.raises(ProtocolError, match="header"):
        unpack([PREFIX, header, encode(Ping()), b"12345678"])
    with pytest.raises(ProtocolError, match="do not travel"):
        pack(Ping(), blobs=[np.array([object()])])


@pytest.mark.parametrize(
    "frames",
    [
        [],
        [b""],
        [b"VT"],
        [PREFIX],
        [PREFIX, b"", b""],
        [PREFIX, encode(Header()), b"\xdd\xff\xff\xff\xff"],
        [PREFIX, encode(Header()), b"\x91" * 100_000],
        [PREFIX, encode(Header()), encode({"type": "Submit", "job_id": 5})],
        [PREFIX, encode(Header()), b"x" * (MAX_BODY_BYTES + 1)],
        [PREFIX, b"x" * 20_000, encode(Ping())],
        [PREFIX, encode(Header()), encode(Ping()), b"unannounced"],
        [PREFIX, *[b""] * 100],
    ],
    ids=lambda frames: f"{len(frames)}-frames",
)
def test_damaged_frames_give_a_typed_error(frames: list[bytes]) -> None:
    with pytest.raises(ProtocolError) as caught:
        unpack(frames)
    assert caught.value.code == "protocol"
    assert len(str(caught.value)) < 400, "a message quotes no more than a line of a bad input"


def test_other_versions_and_types_are_told_apart() -> None:
    with pytest.raises(VersionMismatch, match="major 9"):
        unpack([PREFIX[:-1] + b"\x09", b"", b""])
    with pytest.raises(UnknownMessage, match="Dance") as caught:
        unpack([PREFIX, encode(Header(id="m1")), encode({"type": "Dance"})])
    assert caught.value.reply_to == "m1"


def test_fields_of_a_newer_minor_version_are_ignored() -> None:
    body = encode({"type": "Hello", "minor": 7, "client": "x", "new": [1, 2]})
    assert unpack([PREFIX, encode(Header()), body]).message == Hello(minor=7, client="x")


def test_limits_hold_when_packing() -> None:
    with pytest.raises(ProtocolError, match="body"):
        pack(Submit(job_id="0" * 36, task="t", request={"a": "x" * (MAX_BODY_BYTES + 1)}))
    with pytest.raises(ProtocolError, match="limit"):
        pack(Ping(), blobs=[b""] * 17)
    with pytest.raises(ProtocolError, match="limit"):
        pack(Ping(), blobs=[bytes(MAX_BLOB_BYTES + 1)])


def test_sizes_beyond_the_limits_are_refused_by_type() -> None:
    body = encode({"type": "Fetch", "sha256": "a" * 64, "length": (1 << 20) + 1})
    with pytest.raises(ProtocolError, match="Fetch"):
        unpack([PREFIX, encode(Header()), body])
    assert Fetch(sha256="a" * 64).length == 1 << 20


def test_the_written_protocol_is_the_one_in_the_code() -> None:
    assert document.FILE.read_text(encoding="utf-8") == document.document()
