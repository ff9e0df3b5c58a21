"""The words of scenes: sizes, hues, places and backgrounds; all that captions are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Hue:
    """A colour that objects are painted in: hue in degrees, gains of saturation and value."""

    degrees: float
    saturation: float = 1.0
    value: float = 1.0


# Width of a square object in widths of the picture.
SIZES: Mapping[str, float] = {"small": 0.32, "medium-sized": 0.44, "large": 0.58}

# Pure hues of equal saturation look garish: green and purple most of all.
HUES: Mapping[str, Hue] = {
    "red": Hue(355, 0.95, 0.97),
    "orange": Hue(25, 0.95, 1.0),
    "yellow": Hue(46, 0.92, 1.03),
    "green": Hue(138, 0.78, 0.82),
    "blue": Hue(212, 0.92, 0.95),
    "purple": Hue(270, 0.72, 0.9),
    "pink": Hue(332, 0.58, 1.03),
}

# Column and row, from the left and from above.
PLACES: Mapping[str, tuple[int, int]] = {
    "at the upper left": (0, 0),
    "at the top": (1, 0),
    "at the upper right": (2, 0),
    "on the left": (0, 1),
    "in the middle": (1, 1),
    "on the right": (2, 1),
    "at the lower left": (0, 2),
    "at the bottom": (1, 2),
    "at the lower right": (2, 2),
}


@dataclass(frozen=True)
class Background:
    """What is said of a background, and where it has ground.

    Attributes
    ----------
    horizon : float
        Where far ground ends, in heights of the picture from above.
    ground : float
        The highest line that an object may stand on.
    """

    phrase: str
    horizon: float
    ground: float


BACKGROUNDS: Mapping[str, Background] = {
    "meadow": Background("in a meadow", 0.42, 0.52),
    "beach": Background("on a sandy beach", 0.32, 0.53),
    "snow": Background("in the snow", 0.44, 0.54),
    "water": Background("in shallow water", 0.36, 0.50),
    "night": Background("under a starry sky", 0.50, 0.57),
    "autumn": Background("in an autumn forest", 0.44, 0.53),
    "street": Background("on a city street", 0.44, 0.53),
    "table": Background("on a wooden table", 0.46, 0.54),
    "brick": Background("in front of a brick wall", 0.56, 0.61),
    "planks": Background("in front of a wooden wall", 0.56, 0.61),
    "rose": Background("in front of a pink backdrop", 0.40, 0.52),
    "sky": Background("in front of a blue backdrop", 0.40, 0.52),
    "mint": Background("in front of a green backdrop", 0.40, 0.52),
    "apricot": Background("in front of an orange backdrop", 0.40, 0.52),
    "lilac": Background("in front of a purple backdrop", 0.40, 0.52),
}
