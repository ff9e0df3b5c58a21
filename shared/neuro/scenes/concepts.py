"""What scenes show: the concepts of the pack in `resources/stimuli/emoji`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

PACK_DIR = Path(__file__).resolve().parents[3] / "resources" / "stimuli" / "emoji"


class Concept(msgspec.Struct, frozen=True, kw_only=True):
    """One thing with a name and a picture.

    Attributes
    ----------
    file : str
        Its picture in the pack, 256 px square with alpha.
    concept, category : str
        Names in English.
    caption : str
        What a bare label says: "an image of a car".
    article : str
        `a` or `an`; empty for what is said in the plural.
    code_point : str
        Of the emoji, hexadecimal.
    split : str
        `unseen` concepts are kept out of training.
    colour : str
        `free` things come in all hues.
    hue_deg : float
        The hue that is replaced if the colour is free.
    stance : str
        `flies` hovers above its shadow.
    turn_deg : float
        How the picture is turned, counter-clockwise, so that the thing lies or stands well.
    mirror : bool
        Whether it may be seen from the other side.
    width_px, height_px : int
        Of what is drawn, after the turn.
    clashes : mapping
        By hue (empty for a natural colour): backgrounds that it would not stand out from.
    """

    file: str
    category: str
    concept: str
    caption: str
    article: Literal["a", "an", ""]
    code_point: str
    split: Literal["seen", "unseen"]
    colour: Literal["free", "natural"]
    hue_deg: float
    stance: Literal["stands", "flies"]
    turn_deg: float
    mirror: bool
    width_px: int
    height_px: int
    clashes: Mapping[str, tuple[str, ...]]

    @property
    def noun(self) -> str:
        """The name after its article."""
        return f"{self.article} {self.concept}".strip()


@cache
def concepts() -> tuple[Concept, ...]:
    """All concepts; their places in the tuple are their numbers."""
    raw = (PACK_DIR / "index.json").read_bytes()
    return tuple(msgspec.json.decode(raw, type=list[Concept]))


@cache
def split_numbers(split: Literal["seen", "unseen"]) -> tuple[int, ...]:
    """The numbers of the concepts of a split."""
    return tuple(number for number, each in enumerate(concepts()) if each.split == split)


@cache
def categories() -> tuple[str, ...]:
    """The names of the categories in the order of the pack."""
    return tuple(dict.fromkeys(each.category for each in concepts()))
