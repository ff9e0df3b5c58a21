"""The sample scenes that ship are whole, follow their drags, and can be made again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from shared.motion.document import parse_drags
from shared.motion.judge import judge
from shared.motion.picture import load_mask, load_picture
from shared.motion.scene import Scene
from worker.motion.samples import CAT, COFFEE, FOLDER, ROCKET, Sample, make_sample

SAMPLES = pytest.mark.parametrize("sample", [CAT, ROCKET, COFFEE], ids=lambda s: s.name)


@SAMPLES
def test_sample_follows_its_drags(sample: Sample) -> None:
    folder = FOLDER / sample.name
    picture = load_picture(folder / "picture.jpg")
    drags = parse_drags((folder / "drags.json").read_bytes(), "drags.json")
    assert (drags.width, drags.height) == (picture.shape[1], picture.shape[0])
    masks = {i: load_mask(folder / x.mask) for i, x in enumerate(drags.layers) if x.mask}
    scene = Scene(picture, drags, 256, 144, drags.frames, masks)
    result = judge([scene.frame(t) for t in range(drags.frames)], scene.tracks)
    measured = [epe for epe in result.epe_per_drag_px if epe is not None]
    assert measured
    assert max(measured) <= 1.0


@SAMPLES
def test_sample_can_be_made_again(sample: Sample, tmp_path: Path) -> None:
    make_sample(sample, tmp_path)
    folder = FOLDER / sample.name
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(p.name for p in folder.iterdir())
    assert (tmp_path / "drags.json").read_bytes() == (folder / "drags.json").read_bytes()
    if (folder / "mask.png").exists():
        made, kept = load_mask(tmp_path / "mask.png") > 127, load_mask(folder / "mask.png") > 127
        assert np.count_nonzero(made & kept) >= 0.98 * np.count_nonzero(made | kept)
