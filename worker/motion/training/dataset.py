"""Prepared training data on disk: film windows with their motion, and pictures for composites."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

from worker.motion.training.augment import augment, shake
from worker.motion.training.captions import camera_word, caption, draw_light
from worker.motion.training.clips import Clip
from worker.motion.training.composites import draw_composite
from worker.motion.training.film import film_stills, film_windows, is_validation
from worker.motion.training.samples import MotionSample
from worker.motion.training.sources import fetch_film, read_photographs

_ARRAYS = ("frames", "flow", "valid", "shot", "stills", "still_shot")
_SHAKEN = 0.5  # of the film's clips
_PHOTOGRAPH_SHARE = 0.3  # of the pictures that composites are made of


class Dataset:
    """Windows of the film and composites, drawn by a caller's generator."""

    def __init__(self, folder: Path) -> None:
        arrays = {name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in _ARRAYS}
        self._frames, self._flow, self._valid = (arrays[k] for k in ("frames", "flow", "valid"))
        held_out = np.array([is_validation(int(shot)) for shot in arrays["shot"]])
        self.train, self.validation = np.flatnonzero(~held_out), np.flatnonzero(held_out)
        kept = [not is_validation(int(shot)) for shot in arrays["still_shot"]]
        self._stills = np.asarray(arrays["stills"][kept])
        self._photographs = read_photographs()
        self._held_out = np.asarray(arrays["stills"][[not one for one in kept]])

    def window(self, index: int, *, mirrored: bool = False) -> Clip:
        """A window of the film, without a caption."""
        frames, flow = np.array(self._frames[index]), np.array(self._flow[index])
        valid = np.array(self._valid[index])
        if mirrored:
            frames, valid = frames[:, :, ::-1], valid[:, :, ::-1]
            flow = flow[:, :, ::-1] * np.array([-1, 1], np.float16)
        frames, flow, valid = (np.ascontiguousarray(part) for part in (frames, flow, valid))
        return Clip(frames, flow, valid)

    def draw_motion(self, rng: np.random.Generator, composites: float) -> MotionSample:
        """A picture and its dense motion; a composite with probability `composites`."""
        if rng.random() < composites:
            made = draw_composite(self._pictures(rng), rng, light_changes=0.0)
            flow, valid = made.motion()
            return augment(MotionSample(made.frame(0), flow, valid), rng)
        clip = self.window(int(rng.choice(self.train)))
        return augment(MotionSample(clip.frames[0], clip.flow, clip.valid), rng)

    def draw_clip(self, rng: np.random.Generator, composites: float, silent: float) -> Clip:
        """A captioned training clip, sometimes with a change of light.

        With probability `silent` it has no caption, and then its light stays: where nothing is
        said nothing changes.
        """
        quiet = bool(rng.random() < silent)
        if rng.random() < composites:
            return self.draw_composite(rng, quiet=quiet)
        index = int(rng.choice(self.train))
        clip = self.window(index, mirrored=bool(rng.random() < 0.5))
        if rng.random() < _SHAKEN:
            clip = shake(clip, rng)
        if quiet:
            return clip
        light = draw_light(rng, 0.4)
        word = camera_word(clip.flow[-1], clip.valid[-1]) if rng.random() < 0.7 else None
        return Clip(light.apply(clip.frames), clip.flow, clip.valid, caption(word, light, rng))

    def draw_composite(self, rng: np.random.Generator, *, quiet: bool = False) -> Clip:
        """A captioned composite; `quiet` ones have no caption and no change of light."""
        made = draw_composite(self._pictures(rng), rng, light_changes=0.0 if quiet else 0.5)
        flow, valid = made.motion()
        return Clip(made.frames(), flow, valid, "" if quiet else made.caption)

    def held_out_pictures(self) -> list[np.ndarray]:
        """Pictures of shots that are never trained on, uint8 [288, 512, 3]."""
        return list(self._held_out)

    def _pictures(self, rng: np.random.Generator) -> list[np.ndarray]:
        return [
            self._photographs[int(rng.integers(len(self._photographs)))]
            if rng.random() < _PHOTOGRAPH_SHARE
            else self._stills[int(rng.integers(len(self._stills)))]
            for _ in range(4)
        ]


def prepare(folder: Path, seed: int, report: Callable[[str], None]) -> Dataset:
    """Make the data in `folder`, or find it there from the last time."""
    done = folder / "ready"
    if not done.is_file():
        # One thread: small pictures gain nothing from more, and the result stays the same.
        cv2.setNumThreads(1)
        folder.mkdir(parents=True, exist_ok=True)
        report("data: fetching the film")
        film = fetch_film(folder)
        report("data: measuring the film's motion")
        windows = []
        for window in film_windows(film, seed):
            windows.append(window)
            if len(windows) % 100 == 0:
                report(f"data: {len(windows)} windows")
        stills = list(film_stills(film))
        arrays = {
            "frames": np.stack([w.frames for w in windows]),
            "flow": np.stack([w.flow for w in windows]),
            "valid": np.stack([w.valid for w in windows]),
            "shot": np.array([w.shot for w in windows]),
            "stills": np.stack([picture for _, picture in stills]),
            "still_shot": np.array([shot for shot, _ in stills]),
        }
        for name, array in arrays.items():
            np.save(folder / f"{name}.npy", array)
        done.write_text(f"{len(windows)} windows, seed {seed}\n", encoding="utf-8")
    return Dataset(folder)
