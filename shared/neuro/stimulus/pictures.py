"""Pictures to be looked at: what each one is, apart from its pixels."""

from __future__ import annotations

import msgspec


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """One picture of a set.

    Attributes
    ----------
    key : str
        Names it in markers (`picture/KEY`); unique in its set.
    file : str
        Path of the file; empty for one that is drawn.
    """

    key: str
    category: str
    concept: str
    caption: str = ""
    file: str = ""
