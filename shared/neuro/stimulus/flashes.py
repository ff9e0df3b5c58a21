"""Whether a sequence of pictures flashes more than WCAG 2.2, success criterion 2.3.1, allows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from shared.neuro.stimulus.light import LightMap
from shared.neuro.stimulus.screen import FlashField

MAX_FLASHES_PER_S = 3
MAX_AREA_SHARE = 0.25
# A change of luminance counts from here on, if the darker side is below the second figure.
LUMINANCE_STEP = 0.10
DARK_BELOW = 0.80
RED_STEP_UV = 0.20
# A second is open at its end: changes at 0 and 1 s do not lie in one second.
_SECOND_S = 1.0 - 1e-6
_ROUNDING = 1e-9
# Changes that are more than three flashes.
_TOO_MANY = 2 * MAX_FLASHES_PER_S + 1


@dataclass(frozen=True)
class FlashCount:
    """The flashes of one kind in a sequence.

    Attributes
    ----------
    per_s : float
        Most flashes in any one second, however small; half a flash is one change without its
        opposite.
    area_share : float
        Largest part of a 10-degree field that changed at once, in [0, 1].
    large_per_s : float
        Most flashes in any one second that covered a quarter of a field or more.
    repeated_share : float
        Largest part of a field that each of more than three flashes in one second covered.
    """

    per_s: float = 0.0
    area_share: float = 0.0
    large_per_s: float = 0.0
    repeated_share: float = 0.0

    @property
    def passes(self) -> bool:
        """At most three in any second, or small."""
        return self.repeated_share < MAX_AREA_SHARE


@dataclass(frozen=True)
class FlashVerdict:
    """What the analysis of a sequence found."""

    general: FlashCount
    red: FlashCount

    @classmethod
    def none(cls) -> FlashVerdict:
        """Nothing flashes."""
        return cls(FlashCount(), FlashCount())

    @property
    def passes(self) -> bool:
        """Whether the sequence stays within the thresholds."""
        return self.general.passes and self.red.passes

    @property
    def worst(self) -> FlashCount:
        """The count to tell: of red flashes if only these exceed, else of general ones."""
        return self.red if self.general.passes and not self.red.passes else self.general


def find_flashes(
    changes: Iterable[tuple[float, LightMap]], field: FlashField, extra_share: float = 0.0
) -> FlashVerdict:
    """Count flashes in a sequence of still pictures.

    A general flash is a pair of opposing changes of relative luminance by .10 or more, the darker
    state below .80; a red one is a pair of opposing changes to or from a saturated red by more than
    .2 in u'v' (WCAG 2.2, "general flash and red flash thresholds"). A sequence exceeds if more than
    three flashes within one second cover a quarter of any 10-degree field. This errs on the safe
    side: changes of different places are counted as one flash, and so are those of places that
    change in turns.

    Parameters
    ----------
    changes : iterable of (float, LightMap)
        When (s, rising) which state begins; the first is where it starts. A fade counts as a change
        at its beginning: fading makes no difference to the thresholds.
    extra_share : float
        Part of a field that changes with every picture besides, such as the photodiode's patch.
    """
    general, red = _Counter(field, extra_share), _Counter(field, extra_share)
    swings: _Swings | None = None
    before: LightMap | None = None
    for at_s, light in changes:
        if swings is None or before is None:
            swings, before = _Swings(light.luminance), light
            continue
        if light is not before:
            general.add(at_s, swings.step(light.luminance))
            is_red = before.is_red | light.is_red
            if is_red.any():
                moved = np.linalg.norm(light.uv - before.uv, axis=-1) > RED_STEP_UV
                red.add(at_s, is_red & moved)
        before = light
    return FlashVerdict(general.count(), red.count())


class _Swings:
    """Follows each cell from one turning point of its luminance to the next."""

    def __init__(self, luminance: np.ndarray) -> None:
        self._high, self._low = luminance, luminance
        self._may_rise = np.ones(luminance.shape, bool)
        self._may_fall = np.ones(luminance.shape, bool)

    def step(self, luminance: np.ndarray) -> np.ndarray:
        """Cells, bool, that have now changed by enough against their last change."""
        high = np.maximum(self._high, luminance)
        low = np.minimum(self._low, luminance)
        least = LUMINANCE_STEP - _ROUNDING
        rose = self._may_rise & (luminance - low >= least) & (low < DARK_BELOW)
        fell = self._may_fall & (high - luminance >= least) & (luminance < DARK_BELOW)
        # After a rise only a fall from the highest value since counts, and the other way round.
        self._high = np.where(rose, luminance, high)
        self._low = np.where(fell, luminance, low)
        self._may_rise = np.where(rose | fell, fell, self._may_rise)
        self._may_fall = np.where(rose | fell, rose, self._may_fall)
        return np.asarray(rose | fell)


class _Counter:
    """Changes of one kind with their areas, and the most of them within a second."""

    def __init__(self, field: FlashField, extra_share: float) -> None:
        self._field, self._extra = field, extra_share
        self._times_s: list[float] = []
        self._shares: list[float] = []
        self._masks: list[np.ndarray] = []

    def add(self, at_s: float, mask: np.ndarray) -> None:
        share = self._share(mask)
        if share > 0:
            self._times_s.append(at_s)
            self._shares.append(share)
            self._masks.append(mask)

    def _share(self, mask: np.ndarray) -> float:
        return min(1.0, self._field.share(mask) + self._extra)

    def count(self) -> FlashCount:
        large = [t for t, s in zip(self._times_s, self._shares, strict=True) if s >= MAX_AREA_SHARE]
        per_s = _most_in_a_second(self._times_s) / 2
        large_per_s = _most_in_a_second(large) / 2
        repeated = self._repeated_share() if per_s > MAX_FLASHES_PER_S else 0.0
        if large_per_s <= MAX_FLASHES_PER_S < per_s:
            most, share = self._same_places()
            large_per_s, repeated = max(large_per_s, most / 2), max(repeated, share)
        return FlashCount(per_s, max(self._shares, default=0.0), large_per_s, repeated)

    def _repeated_share(self) -> float:
        """The largest share that too many changes in one second reach."""
        best = 0.0
        for window in _seconds(self._times_s):
            if len(window) >= _TOO_MANY:
                shares = sorted(self._shares[window.start : window.stop], reverse=True)
                best = max(best, shares[_TOO_MANY - 1])
        return best

    def _same_places(self) -> tuple[int, float]:
        """Of places that change by turns, not all at once.

        Most changes in a second that a quarter of a field shares, and the largest part of a field
        that shares too many.
        """
        most, first, best = 0, 0, 0.0
        counts = np.zeros(self._masks[0].shape, np.int32)
        for window in _seconds(self._times_s):
            counts += self._masks[window.stop - 1]
            while first < window.start:
                counts -= self._masks[first]
                first += 1
            if counts.max() >= _TOO_MANY:
                best = max(best, self._share(counts >= _TOO_MANY))
            while counts.max() > most and self._share(counts > most) >= MAX_AREA_SHARE:
                most += 1
        return most, best


def _most_in_a_second(times_s: list[float]) -> int:
    return max(map(len, _seconds(times_s)), default=0)


def _seconds(times_s: list[float]) -> Iterator[range]:
    """For each change, those of the second that ends with it."""
    first = 0
    for last, at_s in enumerate(times_s):
        while at_s - times_s[first] >= _SECOND_S:
            first += 1
        yield range(first, last + 1)
