"""Pictures of partials as JPEG on the way to a client that is far away.

A frame of 256 × 144 px is 110 kB as an array and 8 to 14 kB so. Only what is looked at and replaced
goes this way; results travel as the files that they are.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, TypeGuard

import msgspec

from shared.protocol.frames import MAX_BLOB_BYTES, Blob, Envelope, ProtocolError
from shared.protocol.messages import JobPartial, Message, StreamPartial

if TYPE_CHECKING:
    import numpy as np

JPEG = "jpeg"
QUALITY = 90
# Below this an array may be anything; above it three bytes a point are a picture.
SMALLEST_PX, LARGEST_PX = 16, 65_500


def encoded(message: Message, blobs: list[Blob]) -> tuple[Message, list[Blob]]:
    """A partial with its picture as JPEG; all else, as it is."""
    if not isinstance(message, JobPartial | StreamPartial) or len(blobs) != 1:
        return message, blobs
    if not _is_picture(blobs[0]):
        return message, blobs
    from PIL import Image  # a host starts without it

    file = io.BytesIO()
    Image.fromarray(blobs[0]).save(file, "JPEG", quality=QUALITY)
    return msgspec.structs.replace(message, encoding=JPEG), [file.getvalue()]


def decoded(envelope: Envelope) -> Envelope:
    """The same with arrays in place of encoded pictures.

    Raises
    ------
    ProtocolError
        If the blob is no JPEG, or larger as a picture than a blob may be.
    """
    message = envelope.message
    if not isinstance(message, JobPartial | StreamPartial) or not message.encoding:
        return envelope
    if message.encoding != JPEG or len(envelope.blobs) != 1:
        raise ProtocolError(f"pictures encoded as {message.encoding[:64]} are not known")
    (blob,) = envelope.blobs
    if not isinstance(blob, bytes):
        raise ProtocolError("an encoded picture came as an array")
    return msgspec.structs.replace(
        envelope, message=msgspec.structs.replace(message, encoding=""), blobs=[_pixels(blob)]
    )


def _is_picture(blob: Blob) -> TypeGuard[np.ndarray]:
    if isinstance(blob, bytes) or blob.dtype != "uint8" or blob.ndim != 3 or blob.shape[2] != 3:
        return False
    return all(SMALLEST_PX <= side <= LARGEST_PX for side in blob.shape[:2])


def _pixels(data: bytes) -> np.ndarray:
    import numpy as np
    from PIL import Image

    bombs = (Image.DecompressionBombError, Image.DecompressionBombWarning)
    try:
        image = Image.open(io.BytesIO(data), formats=("JPEG",))
        width, height = image.size
        if width * height * 3 > MAX_BLOB_BYTES:
            raise ProtocolError(f"a picture of {width} × {height} px is over the limit")
        return np.asarray(image.convert("RGB"))
    except (OSError, ValueError, SyntaxError, *bombs) as error:
        raise ProtocolError(f"an encoded picture cannot be read: {str(error)[:200]}") from None
