"""Every kind of picture is read, or refused in words with its value and limit."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from shared.errors import AppError
from shared.motion.picture import decode_mask, decode_picture, load_picture, resize_picture


def encode(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def png_header_only(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


def ramp(height: int = 24, width: int = 40) -> np.ndarray:
    y, x = np.mgrid[:height, :width]
    return np.stack([x * 6, y * 10, 255 - x * 6], axis=-1).astype(np.uint8)


def refusal(data: bytes) -> AppError:
    with pytest.raises(AppError) as caught:
        decode_picture(data, "holiday.png")
    assert "holiday.png" in str(caught.value)
    return caught.value


def test_rgb_png_is_read_exactly() -> None:
    assert np.array_equal(decode_picture(encode(Image.fromarray(ramp())), "a.png"), ramp())


def test_not_an_image_is_refused() -> None:
    assert refusal(b"hello, this is text" * 100).code == "bad_picture"


def test_empty_file_is_refused() -> None:
    error = refusal(b"")
    assert error.code == "bad_picture"
    assert "0 bytes" in str(error)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "BMP", "TIFF"])
def test_truncated_picture_is_refused(kind: str) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (64, 64, 3), dtype=np.uint8)
    data = encode(Image.fromarray(noise), kind)
    assert refusal(data[: len(data) // 2]).code == "bad_picture"


def test_one_pixel_is_refused_with_size_and_limit() -> None:
    error = refusal(encode(Image.new("RGB", (1, 1))))
    assert error.code == "picture_too_small"
    assert "1 × 1 px" in str(error)
    assert "16 px" in str(error)


def test_12000_by_9000_is_refused_before_it_is_decoded() -> None:
    # There are no pixels in this file: only a look at the header can find the size.
    error = refusal(png_header_only(12_000, 9_000))
    assert error.code == "picture_too_large"
    assert "12000 × 9000 px" in str(error)
    assert "64 million px" in str(error)


def test_decompression_bomb_is_refused() -> None:
    assert refusal(png_header_only(60_000, 60_000)).code == "picture_too_large"


def test_cmyk_is_converted() -> None:
    data = encode(Image.new("CMYK", (32, 32), (255, 0, 0, 0)), "JPEG", quality=100)
    r, g, b = decode_picture(data, "a.jpg")[16, 16]
    assert r < 60
    assert g > 120
    assert b > 180


def test_16_bit_gray_keeps_its_range() -> None:
    values = np.linspace(0, 65_535, 32 * 32).reshape(32, 32).astype(np.uint16)
    rgb = decode_picture(encode(Image.fromarray(values)), "a.png")
    assert rgb.shape == (32, 32, 3)
    assert rgb[0, 0].max() == 0
    assert rgb[-1, -1].min() == 255
    assert np.abs(rgb[..., 0].astype(float) - values / 257).max() <= 0.5 + 1e-6


def test_exif_rotation_is_applied() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned: rotate by 90 degrees clockwise to view
    data = encode(Image.fromarray(ramp()), "PNG", exif=exif)
    assert np.array_equal(decode_picture(data, "a.png"), np.rot90(ramp(), -1))


def test_transparent_pixels_become_neutral_gray() -> None:
    rgba = np.dstack([ramp(), np.zeros((24, 40), np.uint8)])
    rgba[:, 20:, 3] = 255
    rgb = decode_picture(encode(Image.fromarray(rgba)), "a.png")
    assert np.array_equal(rgb[:, 20:], ramp()[:, 20:])
    assert (rgb[:, :20] == 128).all()


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "YCbCr", "I", "F"])
def test_other_modes_become_rgb(mode: str) -> None:
    image = Image.fromarray(ramp()).convert("L" if mode in "IF" else "RGB").convert(mode)
    kind = "TIFF" if mode in {"F", "I", "YCbCr"} else "PNG"
    rgb = decode_picture(encode(image, kind), "a")
    assert rgb.shape == (24, 40, 3)
    assert rgb.dtype == np.uint8
    assert rgb.max() > 100


def test_first_frame_of_an_animation_is_used() -> None:
    frames = [Image.new("RGB", (32, 32), colour) for colour in ("red", "blue")]
    data = encode(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert tuple(decode_picture(data, "a.gif")[5, 5]) == (255, 0, 0)


def test_missing_file_and_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(AppError) as missing:
        load_picture(tmp_path / "no.png")
    assert missing.value.code == "missing_file"
    with pytest.raises(AppError) as folder:
        load_picture(tmp_path)
    assert folder.value.code == "bad_picture"


def test_mask_counts_lightness_and_ignores_what_is_transparent() -> None:
    rgba = np.full((20, 20, 4), 255, np.uint8)
    rgba[:, :10, 3] = 0
    mask = decode_mask(encode(Image.fromarray(rgba)), "mask.png")
    assert mask.shape == (20, 20)
    assert (mask[:, :10] == 0).all()
    assert (mask[:, 10:] == 255).all()


def test_resize_to_the_same_size_changes_nothing_and_shrinking_averages() -> None:
    assert np.array_equal(resize_picture(ramp(), 40, 24), ramp())
    checker = np.indices((32, 32)).sum(axis=0) % 2 * 255
    assert np.abs(resize_picture(checker.astype(np.uint8), 8, 8).astype(int) - 128).max() <= 1
    assert resize_picture(ramp(), 100, 50).shape == (50, 100, 3)
