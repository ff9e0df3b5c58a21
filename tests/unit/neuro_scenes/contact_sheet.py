"""The picture of the scenes in `docs/eeg.md`: `python -m tests.unit.neuro_scenes.contact_sheet`.

It writes `docs/images/eeg-scenes.png`. `… contact_sheet OUT.png 64` writes 160 random scenes at
64 px instead, to be looked at.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from shared.neuro.scenes.concepts import categories, concepts
from shared.neuro.scenes.draws import mix
from shared.neuro.scenes.renderer import render
from shared.neuro.scenes.scene import Scene, scene_of
from shared.neuro.scenes.vocabulary import BACKGROUNDS

OUT = Path(__file__).resolve().parents[3] / "docs" / "images" / "eeg-scenes.png"
SIZE_PX, COLUMNS, GAP_PX = 128, 10, 6
N_VARIATIONS = 24
_N_RANDOM = 160
_RANDOM_COLUMNS = 16


def chosen() -> list[Scene]:
    """Two scenes of each category, every background about as often."""
    used = dict.fromkeys(BACKGROUNDS, 0)
    found = []
    for turn in (0, 1):
        for place, category in enumerate(categories()):
            members = [k for k, each in enumerate(concepts()) if each.category == category]
            concept = members[mix(turn, place, 4) % len(members)]
            scenes = [scene_of(concept + len(concepts()) * k) for k in range(N_VARIATIONS)]
            scene = min(scenes, key=lambda each: (used[each.background], each.size == "small"))
            used[scene.background] += 1
            found.append(scene)
    return found


def sheet(scenes: Sequence[Scene], size_px: int, columns: int) -> Image.Image:
    """Scenes in rows on white."""
    rows = -(-len(scenes) // columns)
    pitch = size_px + GAP_PX
    page = np.full((rows * pitch + GAP_PX, columns * pitch + GAP_PX, 3), 255, np.uint8)
    for k, scene in enumerate(scenes):
        top, left = (GAP_PX + pitch * place for place in divmod(k, columns))
        page[top : top + size_px, left : left + size_px] = render(scene, size_px).pixels
    return Image.fromarray(page)


def main(arguments: Sequence[str]) -> int:
    """Write the sheet; returns an exit code."""
    if len(arguments) == 2:
        size_px = int(arguments[1])
        numbers = [mix(1, k) % (len(concepts()) * 100) for k in range(_N_RANDOM)]
        sheet([scene_of(each) for each in numbers], size_px, _RANDOM_COLUMNS).save(arguments[0])
        return 0
    page = sheet(chosen(), SIZE_PX, COLUMNS)
    # 256 colours are far fewer bytes. Pillow dithers only if it is given a palette.
    palette = page.quantize(256, kmeans=1)
    page.quantize(palette=palette, dither=Image.Dither.FLOYDSTEINBERG).save(OUT, optimize=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
