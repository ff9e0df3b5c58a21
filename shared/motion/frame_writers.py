"""Frames written to MP4, WebM, GIF and PNG files as they come."""

from __future__ import annotations

import os
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self, cast

import av
import numpy as np
from av.video.stream import VideoStream
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from shared.closing import Closing
from shared.provenance import MP4_KEY, PNG_KEY, encode_provenance

# At this rate factor the quantiser costs less than 8-bit 4:2:0 colour does; see docs/motion.md.
_CRF = "10"
_VP9_CRF = "15"
_PIXELS = {"4:2:0": "yuv420p", "4:4:4": "yuv444p"}


class FrameWriter(Protocol):
    """Takes frames one by one; `finish` makes the file appear, else `close` removes all."""

    def write(self, frame: np.ndarray) -> None:
        """Append a frame, uint8 [H, W, 3] RGB."""

    def finish(self) -> None:
        """Complete the output and give it its name."""

    def close(self) -> None:
        """Let go of everything; remove what is not finished."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


class _VideoWriter(Closing):
    """Frames through an encoder of FFmpeg into a container with the provenance as its comment."""

    def __init__(
        self, path: Path, kind: str, provenance: Mapping[str, Any], options: dict[str, str]
    ) -> None:
        self._path = path
        self._temporary = path.with_name(f".{path.stem}.part.{kind}")
        self._container = av.open(str(self._temporary), "w", format=kind, options=options)
        self._container.metadata[MP4_KEY] = encode_provenance(provenance)
        self._closed = False

    _stream: VideoStream

    def _add_stream(
        self, codec: str, size: tuple[int, int], fps: float, pixels: str, options: Mapping[str, str]
    ) -> None:
        rate = Fraction(fps).limit_denominator(1001)
        stream = cast(VideoStream, self._container.add_stream(codec, rate=rate))
        stream.width, stream.height, stream.pix_fmt = *size, pixels
        stream.options = dict(options)
        # One thread gives the same bytes on every machine.
        stream.codec_context.thread_count = 1
        self._stream = stream

    def write(self, frame: np.ndarray) -> None:
        """Append a frame, uint8 [H, W, 3] RGB or [H, W, 4] RGBA."""
        kind = "rgba" if frame.shape[2] == 4 else "rgb24"
        picture = av.VideoFrame.from_ndarray(np.ascontiguousarray(frame), format=kind)
        picture = picture.reformat(format=self._stream.pix_fmt, interpolation="LANCZOS")
        self._container.mux(self._stream.encode(picture))

    def finish(self) -> None:
        """Flush the encoder, fsync and rename."""
        self._container.mux(self._stream.encode(None))
        self._container.close()
        self._closed = True
        _publish(self._temporary, self._path)

    def close(self) -> None:
        """Close the container and remove an unfinished file."""
        if not self._closed:
            self._closed = True
            self._container.close()
        self._temporary.unlink(missing_ok=True)


class Mp4Writer(_VideoWriter):
    """H.264 in MP4 with the provenance as its comment; 4:2:0 is what every player shows."""

    def __init__(
        self,
        path: Path,
        width: int,
        height: int,
        fps: float,
        provenance: Mapping[str, Any],
        chroma: str = "4:2:0",
    ) -> None:
        super().__init__(path, "mp4", provenance, {"movflags": "+faststart"})
        options = {"crf": _CRF, "preset": "medium"}
        self._add_stream("libx264", (width, height), fps, _PIXELS[chroma], options)


class WebmWriter(_VideoWriter):
    """VP9 in WebM, with an alpha channel on request (what browsers and editors can overlay)."""

    def __init__(
        self,
        path: Path,
        width: int,
        height: int,
        fps: float,
        provenance: Mapping[str, Any],
        *,
        alpha: bool = False,
    ) -> None:
        # Without the flag the muxer writes a random identity into every file.
        super().__init__(path, "webm", provenance, {"fflags": "+bitexact"})
        # A rate of 0 leaves the quality to the factor alone. Frames that only later ones refer to
        # (alt-ref) cannot carry alpha.
        options = {"crf": _VP9_CRF, "b:v": "0", "deadline": "good", "cpu-used": "2"}
        if alpha:
            options["auto-alt-ref"] = "0"
        pixels = "yuva420p" if alpha else "yuv420p"
        self._add_stream("libvpx-vp9", (width, height), fps, pixels, options)


class GifWriter(Closing):
    """An endless GIF with one palette, made from the first frame: colours do not flicker."""

    def __init__(self, path: Path, fps: float, provenance: Mapping[str, Any]) -> None:
        self._path = path
        self._temporary = path.with_name(f".{path.stem}.part.gif")
        self._duration_ms = max(20, round(100.0 / fps) * 10)  # GIF counts in hundredths of a second
        self._comment = encode_provenance(provenance).encode()
        self._frames: list[Image.Image] = []

    def write(self, frame: np.ndarray) -> None:
        """Append a frame, uint8 [H, W, 3] RGB."""
        picture = Image.fromarray(frame)
        if self._frames:
            self._frames.append(picture.quantize(palette=self._frames[0]))
        else:
            self._frames.append(picture.quantize(256, method=Image.Quantize.MEDIANCUT))

    def finish(self) -> None:
        """Write the file, fsync and rename."""
        first, *rest = self._frames
        first.save(
            self._temporary,
            format="GIF",
            save_all=True,
            append_images=rest,
            duration=self._duration_ms,
            loop=0,
            comment=self._comment,
            optimize=False,
        )
        _publish(self._temporary, self._path)

    def close(self) -> None:
        """Drop the frames and remove an unfinished file."""
        self._frames = []
        self._temporary.unlink(missing_ok=True)


class PngWriter(Closing):
    """A folder of `0000.png` …, each with the provenance as iTXt; it appears when complete."""

    def __init__(self, folder: Path, provenance: Mapping[str, Any]) -> None:
        self._folder = folder
        self._temporary = folder.with_name(f".{folder.name}.part")
        self._temporary.mkdir()
        self._info = PngInfo()
        self._info.add_itxt(PNG_KEY, encode_provenance(provenance), zip=True)
        self._count = 0

    def write(self, frame: np.ndarray) -> None:
        """Append a frame, uint8 [H, W, 3] RGB."""
        path = self._temporary / f"{self._count:04d}.png"
        with path.open("wb") as file:
            Image.fromarray(frame).save(file, format="PNG", pnginfo=self._info, compress_level=4)
            file.flush()
            os.fsync(file.fileno())
        self._count += 1

    def finish(self) -> None:
        """Give the folder its name."""
        self._temporary.replace(self._folder)

    def close(self) -> None:
        """Remove an unfinished folder."""
        if self._temporary.is_dir():
            for path in self._temporary.iterdir():
                path.unlink()
            self._temporary.rmdir()


def _publish(temporary: Path, path: Path) -> None:
    with temporary.open("rb+") as file:
        os.fsync(file.fileno())
    temporary.replace(path)
