"""Which pictures a protocol shows, from the marker that begins it."""

from __future__ import annotations

import msgspec

from shared.neuro.stimulus.description import START, set_digest


class _Described(msgspec.Struct):
    """What is read of the marker."""

    set: str
    digest: str
    pictures: int


def plan_pictures(text: str) -> tuple[int, ...]:
    """The numbers of the scenes that a run shows; empty if it shows others, or does not say.

    It draws nothing, but takes a while for many pictures: not for the GUI thread.
    """
    from desktop.neuro.stimulus.sources import MAX_PICTURES, scene_pictures

    try:
        told = msgspec.json.decode(text.removeprefix(START), type=_Described)
    except msgspec.MsgspecError:
        return ()
    if told.set != "scenes" or not 0 < told.pictures <= MAX_PICTURES:
        return ()
    pictures = scene_pictures(told.pictures)
    if set_digest(pictures) != told.digest:
        return ()
    return tuple(int(picture.key) for picture in pictures)
