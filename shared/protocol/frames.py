"""Messages to frames and back, with every size and shape checked before it is used.

Wire format: `magic+major | header | body | blob 0 | blob 1 …`. Header and body are msgpack; a blob
is raw bytes that the header describes. Nothing is ever unpickled.
"""

from __future__ import annotations

import math
import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

import msgspec
from msgspec import Meta

from shared.errors import AppError
from shared.protocol.messages import MAJOR, AnyMessage, Message

if TYPE_CHECKING:
    import numpy as np

MAGIC = b"VTR"
PREFIX = MAGIC + bytes([MAJOR])

MAX_HEADER_BYTES = 16 * 1024
MAX_BODY_BYTES = 4 * 1024 * 1024
MAX_BLOB_BYTES = 64 * 1024 * 1024
MAX_BLOBS = 16

DTypeName = Literal["|u1", "<u2", "<i2", "<i4", "<f2", "<f4", "<f8"]
# numpy is imported where an array is met: it is a third of the time that a host needs to start.
Blob: TypeAlias = "bytes | np.ndarray"
DTYPES: tuple[str, ...] = ("|u1", "<u2", "<i2", "<i4", "<f2", "<f4", "<f8")


class BlobInfo(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What blob frame number i is: plain bytes, or an array in C order."""

    nbytes: Annotated[int, Meta(ge=0, le=MAX_BLOB_BYTES)]
    dtype: DTypeName | None = None
    shape: Annotated[tuple[Annotated[int, Meta(ge=0, le=1 << 31)], ...], Meta(max_length=6)] = ()


class Header(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Names a message and the one it answers."""

    id: Annotated[str, Meta(max_length=36)] = ""
    reply_to: Annotated[str, Meta(max_length=36)] = ""
    blobs: Annotated[tuple[BlobInfo, ...], Meta(max_length=MAX_BLOBS)] = ()


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """A message with its header and decoded blobs."""

    header: Header
    message: Message
    blobs: list[Blob] = []


class ProtocolError(AppError):
    """Frames that are not a message; `reason` says why in words."""

    def __init__(self, reason: str, *, reply_to: str = "") -> None:
        super().__init__("protocol", reason=reason)
        self.reply_to = reply_to


class UnknownMessage(ProtocolError):
    """A well-formed message of a type that this program does not know."""


class VersionMismatch(ProtocolError):
    """A message of another major version."""


class _Tag(msgspec.Struct):
    type: Annotated[str, Meta(max_length=64)] = ""


_ENCODER = msgspec.msgpack.Encoder()
_HEADER_DECODER = msgspec.msgpack.Decoder(Header)
_BODY_DECODER: msgspec.msgpack.Decoder[Message] = msgspec.msgpack.Decoder(AnyMessage)
_TAG_DECODER = msgspec.msgpack.Decoder(_Tag)
_KNOWN_TAGS = frozenset(kind.__name__ for kind in AnyMessage.__args__)  # type: ignore[attr-defined]
_BAD_INPUT = (msgspec.MsgspecError, RecursionError, UnicodeDecodeError, OverflowError, ValueError)


def new_message_id() -> str:
    """A fresh id for a message that wants an answer."""
    return uuid.uuid4().hex


def pack(
    message: Message, *, message_id: str = "", reply_to: str = "", blobs: Sequence[Blob] = ()
) -> list[bytes | memoryview]:
    """Make the frames of a message.

    Raises
    ------
    ProtocolError
        If the message or a blob is over its limit, or an array has a dtype that may not travel.
    """
    infos, buffers = [], []
    for blob in blobs:
        info, buffer = _pack_blob(blob)
        infos.append(info)
        buffers.append(buffer)
    header = _ENCODER.encode(Header(id=message_id, reply_to=reply_to, blobs=tuple(infos)))
    body = _ENCODER.encode(message)
    if len(body) > MAX_BODY_BYTES:
        raise ProtocolError(f"body of {len(body)} bytes, the limit is {MAX_BODY_BYTES}")
    if len(infos) > MAX_BLOBS:
        raise ProtocolError(f"{len(infos)} blobs, the limit is {MAX_BLOBS}")
    return [PREFIX, header, body, *buffers]


def _pack_blob(blob: Blob) -> tuple[BlobInfo, bytes | memoryview]:
    if isinstance(blob, bytes):
        info, buffer = BlobInfo(nbytes=len(blob)), blob
    else:
        import numpy as np

        array = np.asarray(blob, order="C")
        name = array.dtype.newbyteorder("<").str
        if name not in DTYPES:
            raise ProtocolError(f"arrays of dtype {array.dtype} do not travel; use one of {DTYPES}")
        array = array.astype(name, copy=False)
        info = BlobInfo(nbytes=array.nbytes, dtype=name, shape=array.shape)  # type: ignore[arg-type]
        buffer = array.tobytes()
    if info.nbytes > MAX_BLOB_BYTES:
        raise ProtocolError(f"blob of {info.nbytes} bytes, the limit is {MAX_BLOB_BYTES}")
    return info, buffer


def unpack(frames: Sequence[bytes]) -> Envelope:
    """Decode frames; everything is checked and nothing beyond the frames themselves is allocated.

    Raises
    ------
    VersionMismatch, UnknownMessage, ProtocolError
        In that order of checking; `reply_to` carries the sender's message id where it could be
        read.
    """
    if not frames or len(frames[0]) != len(PREFIX) or frames[0][: len(MAGIC)] != MAGIC:
        raise ProtocolError("it does not start with Vitrine's magic bytes")
    if frames[0] != PREFIX:
        raise VersionMismatch(f"protocol major {frames[0][-1]}, this program speaks {MAJOR}")
    if len(frames) < 3 or len(frames) > 3 + MAX_BLOBS:
        raise ProtocolError(f"{len(frames)} frames, expected 3 to {3 + MAX_BLOBS}")
    header = _unpack_header(frames[1])
    message = _unpack_body(frames[2], header.id)
    if len(header.blobs) != len(frames) - 3:
        raise ProtocolError(
            f"header names {len(header.blobs)} blobs, {len(frames) - 3} came", reply_to=header.id
        )
    blobs = [
        _unpack_blob(info, frame, header.id)
        for info, frame in zip(header.blobs, frames[3:], strict=True)
    ]
    return Envelope(header=header, message=message, blobs=blobs)


def _unpack_header(frame: bytes) -> Header:
    if len(frame) > MAX_HEADER_BYTES:
        raise ProtocolError(f"header of {len(frame)} bytes, the limit is {MAX_HEADER_BYTES}")
    try:
        return _HEADER_DECODER.decode(frame)
    except _BAD_INPUT as error:
        raise ProtocolError(f"header: {_short(error)}") from None


def _unpack_body(frame: bytes, message_id: str) -> Message:
    if len(frame) > MAX_BODY_BYTES:
        raise ProtocolError(
            f"body of {len(frame)} bytes, the limit is {MAX_BODY_BYTES}", reply_to=message_id
        )
    try:
        return _BODY_DECODER.decode(frame)
    except _BAD_INPUT as error:
        try:
            tag = _TAG_DECODER.decode(frame).type
        except _BAD_INPUT:
            raise ProtocolError(f"body: {_short(error)}", reply_to=message_id) from None
        if tag and tag not in _KNOWN_TAGS:
            raise UnknownMessage(f"message type {tag[:64]}", reply_to=message_id) from None
        raise ProtocolError(f"{tag or 'body'}: {_short(error)}", reply_to=message_id) from None


def _unpack_blob(info: BlobInfo, frame: bytes, message_id: str) -> Blob:
    if info.nbytes != len(frame):
        raise ProtocolError(
            f"blob said to hold {info.nbytes} bytes holds {len(frame)}", reply_to=message_id
        )
    if info.dtype is None:
        return frame
    import numpy as np

    dtype = np.dtype(info.dtype)
    # math.prod has no overflow, unlike numpy's product of a lying shape.
    if math.prod(info.shape) * dtype.itemsize != info.nbytes:
        raise ProtocolError(
            f"shape {info.shape} of {info.dtype} is not {info.nbytes} bytes", reply_to=message_id
        )
    return np.frombuffer(frame, dtype).reshape(info.shape)


def _short(error: BaseException) -> str:
    return str(error)[:200] or type(error).__name__
