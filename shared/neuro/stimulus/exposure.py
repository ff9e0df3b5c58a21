"""What a plan puts on the screen, as the flash analysis reads it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from shared.neuro.stimulus.flashes import MAX_AREA_SHARE, FlashVerdict, find_flashes
from shared.neuro.stimulus.light import CELLS, LightMap, PictureLight
from shared.neuro.stimulus.plan import Plan
from shared.neuro.stimulus.screen import FlashField, Screen, SizeUnit

# Smaller pictures cannot be told apart.
MIN_SIZE: dict[SizeUnit, float] = {"deg": 1.0, "px": 32.0}
_SEARCH_STEPS = 12


@dataclass(frozen=True)
class Placement:
    """Where and how large pictures are: in the middle, fitted into a square of `size`.

    Attributes
    ----------
    size : float
        Side of the square, in `unit`.
    patch_px : float
        Side of the photodiode's square in a corner; 0 without one.
    """

    screen: Screen
    size: float
    unit: SizeUnit = "deg"
    patch_px: float = 0.0

    @property
    def size_px(self) -> float:
        """Side of the square in device pixels."""
        return self.screen.px(self.size) if self.unit == "deg" else self.size

    def field(self) -> FlashField:
        """The field in which the area of flashes is judged."""
        return FlashField.of(self.screen, self.size_px, self.unit, CELLS)

    def patch_share(self) -> float:
        """The part of a field that the photodiode's square covers."""
        cell_px = self.size_px / CELLS
        return min(1.0, (self.patch_px / cell_px) ** 2 / self.field().area)


def mean_gray(lights: Sequence[PictureLight]) -> float:
    """Relative luminance of the gray around the pictures: their mean."""
    if not lights:
        return 0.2
    return sum(light.mean_luminance for light in lights) / len(lights)


def judge(
    plan: Plan, lights: Sequence[PictureLight], target: PictureLight, placement: Placement
) -> FlashVerdict:
    """Count the flashes of a whole plan, at the brightness it is shown with.

    Parameters
    ----------
    lights : sequence of PictureLight
        The set that the plan's pictures point into.
    target : PictureLight
        The attention target.
    """
    changes = _changes(plan, lights, target)
    return find_flashes(changes, placement.field(), placement.patch_share())


def safe_size(
    plan: Plan,
    lights: Sequence[PictureLight],
    target: PictureLight,
    placement: Placement,
    verdict: FlashVerdict,
) -> float | None:
    """The largest size, about, at which a plan that flashes too much does not; None if none is.

    Areas grow with the square of the size as long as pictures are smaller than the field; where
    they are not, the answer is found in a few steps.
    """
    size, step = placement.size, 0.1 if placement.unit == "deg" else 1.0
    for _ in range(_SEARCH_STEPS):
        share = max(verdict.general.repeated_share, verdict.red.repeated_share)
        shrink = math.sqrt(MAX_AREA_SHARE / share) if share > 0 else 1.0
        size = step * math.floor(min(size * shrink, size - step) / step + 1e-6)
        if size < MIN_SIZE[placement.unit]:
            return None
        size = round(size, 1)
        verdict = judge(plan, lights, target, replace(placement, size=size))
        if verdict.passes:
            return size
    return None


def _changes(
    plan: Plan, lights: Sequence[PictureLight], target: PictureLight
) -> Iterator[tuple[float, LightMap]]:
    brightness, gray = plan.settings.brightness, mean_gray(lights)
    empty = LightMap.even(gray * brightness)
    target_map = target.on_gray(gray, brightness)
    maps: dict[int, LightMap] = {}
    yield 0.0, empty
    for step in plan.steps:
        if step.kind != "on" or step.trial is None:
            yield step.start_s, empty
            continue
        picture = plan.trials[step.trial].picture
        if picture is None:
            yield step.start_s, target_map
            continue
        if picture not in maps:
            maps[picture] = lights[picture].on_gray(gray, brightness)
        yield step.start_s, maps[picture]
