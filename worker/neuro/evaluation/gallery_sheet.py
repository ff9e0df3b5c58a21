"""The gallery: what was seen, what was decoded, and what else it might have been."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

Pixels = npt.NDArray[np.uint8]
TILE_PX, GAP_PX, TEXT_PX = 96, 10, 13
_PAPER, _INK, _FAINT, _RIGHT = (250, 250, 248), (24, 24, 27), (110, 110, 116), (22, 130, 70)
GALLERY_FILE = "gallery.png"


@dataclass(frozen=True)
class Tile:
    """A picture with a line of text below it; `right` marks the one that was seen."""

    pixels: Pixels
    text: str = ""
    right: bool = False


@dataclass(frozen=True)
class GalleryRow:
    """One trial, or one picture's averaged trials, in as many tiles as there are heads."""

    tiles: tuple[Tile, ...]


def draw_gallery(
    rows: Sequence[GalleryRow], heads: Sequence[str], title: str, notes: Sequence[str], columns: int
) -> Image:
    """Rows of tiles in `columns` columns under their heads, with title and notes above."""
    from PIL import Image, ImageDraw

    line = TEXT_PX + 5
    width_row = len(heads) * (TILE_PX + GAP_PX) + GAP_PX
    high_row = TILE_PX + line + GAP_PX
    deep = -(-len(rows) // columns)
    top = GAP_PX + 22 + line * (len(notes) + 1) + 4
    sheet = Image.new("RGB", (columns * width_row + GAP_PX, top + deep * high_row + GAP_PX), _PAPER)
    draw = ImageDraw.Draw(sheet)
    draw.text((2 * GAP_PX, GAP_PX), title, _INK, font=_font(17))
    for number, note in enumerate(notes):
        draw.text((2 * GAP_PX, GAP_PX + 24 + number * line), note, _FAINT, font=_font(TEXT_PX))
    for number, row in enumerate(rows):
        left = GAP_PX + number // deep * width_row
        if number % deep == 0:
            for place, head in enumerate(heads):
                at = (left + GAP_PX + place * (TILE_PX + GAP_PX), top - line)
                draw.text(at, head, _INK, font=_font(TEXT_PX))
        _draw_row(sheet, draw, row, (left + GAP_PX, top + number % deep * high_row))
    return sheet


def _draw_row(sheet: Image, draw: ImageDraw, row: GalleryRow, at: tuple[int, int]) -> None:
    from PIL import Image

    for place, tile in enumerate(row.tiles):
        x, y = at[0] + place * (TILE_PX + GAP_PX), at[1]
        large = tile.pixels.shape[0] >= TILE_PX
        how = Image.Resampling.LANCZOS if large else Image.Resampling.BICUBIC
        sheet.paste(Image.fromarray(tile.pixels).resize((TILE_PX, TILE_PX), how), (x, y))
        if tile.right:
            draw.rectangle((x - 2, y - 2, x + TILE_PX + 1, y + TILE_PX + 1), None, _RIGHT, 2)
        colour = _RIGHT if tile.right else _INK
        draw.text((x, y + TILE_PX + 2), _fitting(draw, tile.text), colour, font=_font(TEXT_PX - 1))


def _fitting(draw: ImageDraw, text: str) -> str:
    """The text, shortened to the width of a tile."""
    font = _font(TEXT_PX - 1)
    if draw.textlength(text, font=font) <= TILE_PX + GAP_PX - 2:
        return text
    while text and draw.textlength(text + "…", font=font) > TILE_PX + GAP_PX - 2:
        text = text[:-1]
    return text + "…"


def _font(size: int):  # type: ignore[no-untyped-def]
    from PIL import ImageFont

    return ImageFont.load_default(size)


def save_gallery(image: Image, out: Path) -> str:
    """Write `gallery.png`; returns its name."""
    image.save(out / GALLERY_FILE)
    return GALLERY_FILE
