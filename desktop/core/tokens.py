"""Design tokens: the colours of a theme, read from its TOML file, and their contrast."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

THEMES = ("dark", "light", "high_contrast")
SPACING_PX = (4, 8, 12, 16, 24)
RADIUS_PX = 6
BODY_PX, LABEL_PX = 13, 11
RAIL_PX, TOP_BAR_PX, JOBS_BAR_PX, ICON_PX = 56, 40, 28, 18

COLOR_NAMES = frozenset(
    "background surface raised line edge text muted accent on_accent good warning bad "  # noqa: SIM905
    "canvas checker selection".split()
)
# Okabe and Ito (2008), "Color universal design", with black replaced by a light gray that is seen
# on a dark canvas.
DATA_COLORS = (
    "#56b4e9",
    "#e69f00",
    "#2fbf8f",
    "#f0e442",
    "#cc79a7",
    "#d55e00",
    "#4d8fd6",
    "#c9ced8",
)

THEMES_DIR = Path(__file__).resolve().parents[2] / "resources" / "themes"


@dataclass(frozen=True)
class Tokens:
    """A theme's colours as `#rrggbb` by token name."""

    name: str
    is_dark: bool
    colors: Mapping[str, str]


def load_tokens(name: str, folder: Path = THEMES_DIR) -> Tokens:
    """Read a theme.

    Raises
    ------
    ValueError
        If the file lacks a colour, has an unknown one, or one is not `#rrggbb`.
    """
    document = tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))
    colors = document["colors"]
    if set(colors) != COLOR_NAMES:
        raise ValueError(f"theme {name}: {sorted(set(colors) ^ COLOR_NAMES)} missing or unknown")
    for key, value in colors.items():
        if not re.fullmatch("#[0-9a-f]{6}", value):
            raise ValueError(f"theme {name}: {key} = {value} is not #rrggbb")
    return Tokens(document["name"], document["is_dark"], colors)


def luminance(color: str) -> float:
    """Relative luminance in [0, 1] of `#rrggbb` (WCAG 2.2, definition of relative luminance)."""
    channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2, definition of contrast ratio)."""
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
