"""Pictures and masks from bytes: checked from the header first, always plain RGB or gray."""

from __future__ import annotations

import io
import warnings
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from shared.errors import AppError

MIN_PICTURE_SIDE_PX = 16
MAX_PICTURE_PX = 64_000_000
MAX_FILE_BYTES = 512 << 20
# Only formats that Pillow decodes itself, without starting another program (EPS would).
FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "TIFF", "GIF", "PPM")
MATTE = (128, 128, 128)  # what shows through transparent pixels: video has no alpha


def load_picture(path: Path) -> np.ndarray:
    """Read a picture file as uint8 [H, W, 3] RGB, upright and opaque.

    Raises
    ------
    AppError
        `missing_file`, `bad_picture`, `picture_too_large` or `picture_too_small`.
    """
    return decode_picture(_read(path), path.name)


def decode_picture(data: bytes, name: str) -> np.ndarray:
    """Decode picture bytes as uint8 [H, W, 3] RGB; `name` is used in messages.

    EXIF rotation is applied, palette, gray, CMYK and 16-bit pictures are converted, transparent
    ones are laid over neutral gray, and of several frames or pages the first is taken.
    """
    with _open(data, name) as image:
        _check_size(image.size, name)
        try:
            upright = ImageOps.exif_transpose(image)
            return np.ascontiguousarray(np.asarray(_to_rgb(upright), dtype=np.uint8))
        except (OSError, SyntaxError, ValueError, TypeError, MemoryError) as error:
            raise _bad(name, _reason(error)) from error


def load_mask(path: Path) -> np.ndarray:
    """Read a mask file as uint8 [H, W]; white belongs to the layer. Raises as `load_picture`."""
    return decode_mask(_read(path), path.name)


def decode_mask(data: bytes, name: str) -> np.ndarray:
    """Decode mask bytes as uint8 [H, W]; colours count by lightness, transparent means black."""
    with _open(data, name) as image:
        _check_size(image.size, name, min_side_px=1)
        try:
            rgba = _eight_bit(ImageOps.exif_transpose(image)).convert("RGBA")
            black = Image.new("RGBA", rgba.size, (0, 0, 0, 255))
            gray = Image.alpha_composite(black, rgba).convert("L")
            return np.ascontiguousarray(np.asarray(gray, dtype=np.uint8))
        except (OSError, SyntaxError, ValueError, TypeError, MemoryError) as error:
            raise _bad(name, _reason(error)) from error


def resize_picture(rgb: np.ndarray, width: int, height: int) -> np.ndarray:
    """Resize a picture [H, W, 3] or mask [H, W]: area averaging to shrink, Lanczos to grow.

    The same size returns the same values.
    """
    if rgb.shape[:2] == (height, width):
        return rgb
    shrinks = width <= rgb.shape[1] and height <= rgb.shape[0]
    method = cv2.INTER_AREA if shrinks else cv2.INTER_LANCZOS4
    return np.asarray(cv2.resize(rgb, (width, height), interpolation=method))


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise _bad(path.name, f"the file has more than {MAX_FILE_BYTES >> 20} MB")
        return path.read_bytes()
    except FileNotFoundError:
        raise AppError("missing_file", file=str(path)) from None
    except OSError as error:
        raise _bad(path.name, error.strerror or "it cannot be opened") from error


def _open(data: bytes, name: str) -> Image.Image:
    if not data:
        raise _bad(name, "the file is empty (0 bytes)")
    try:
        with warnings.catch_warnings():
            # Pillow warns of large pictures and of odd metadata; our own limit below is stricter.
            warnings.simplefilter("ignore")
            return Image.open(io.BytesIO(data), formats=FORMATS)
    except Image.DecompressionBombError:
        size = "more than 178 million px"
        raise AppError("picture_too_large", file=name, size=size, limit=_limit()) from None
    except UnidentifiedImageError:
        raise _bad(name, "it is not a picture, or of an unknown kind") from None
    except (OSError, SyntaxError, ValueError, TypeError) as error:
        raise _bad(name, _reason(error)) from error


def _check_size(size: tuple[int, int], name: str, min_side_px: int = MIN_PICTURE_SIDE_PX) -> None:
    width, height = size
    text = f"{width} × {height} px"
    if width * height > MAX_PICTURE_PX:
        raise AppError("picture_too_large", file=name, size=text, limit=_limit())
    if min(size) < min_side_px:
        raise AppError("picture_too_small", file=name, size=text, limit=min_side_px)


def _limit() -> str:
    return f"{MAX_PICTURE_PX // 1_000_000} million px"


def _eight_bit(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I;16"):
        values = np.asarray(image).astype(np.float32) / 257.0
    elif image.mode == "I":
        values = np.asarray(image).astype(np.float32)
        values = values / 257.0 if values.max() > 255 else values
    elif image.mode == "F":
        values = np.nan_to_num(np.asarray(image, dtype=np.float32))
        values = values * 255.0 if values.max() <= 1.0 else values
    else:
        return image
    return Image.fromarray(np.clip(np.rint(values), 0, 255).astype(np.uint8))


def _to_rgb(image: Image.Image) -> Image.Image:
    image = _eight_bit(image)
    if image.has_transparency_data:
        rgba = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", rgba.size, (*MATTE, 255)), rgba).convert(
            "RGB"
        )
    return image.convert("RGB")


def _reason(error: BaseException) -> str:
    text = str(error).strip().rstrip(".")
    if "truncated" in text.lower() or "broken" in text.lower():
        return "the file is truncated or damaged"
    return f"the file is damaged ({text})" if text else "the file is damaged"


def _bad(name: str, reason: str) -> AppError:
    return AppError("bad_picture", file=name, reason=reason)
