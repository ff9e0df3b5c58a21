"""A recording whose markers name pictures or classes, as trials."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from msgspec import structs

from shared.errors import AppError
from shared.neuro.chunks import Markers
from shared.neuro.trial_cutter import picture_of
from worker.neuro.decoding.cutting import trials_of_recording
from worker.neuro.decoding.trials import Trials
from worker.neuro.files.recording import Recording

PICTURE = "picture/"
# A key of a folder of pictures: its place among them, then its name.
_PLACED = re.compile(r"^(\d{3,})_(.+)$")
_NUMBER_BEHIND = re.compile(r"[\s_.-]*\d+$")
# What the stimulus window and amplifiers write that names no picture.
_PROTOCOL = re.compile(
    r"^(block/|protocol/|pictures/off$|target$|response$|pause$|resume$|aborted$|boundary$"
    r"|new segment|edge |bad|comment|session: |note: )",
    re.IGNORECASE,
)
# What comes less often says nothing of a class.
LEAST_OF_A_CLASS = 4


@dataclass(frozen=True)
class Named:
    """What one marker says was shown; `picture` is -1 where only the class is known."""

    name: str
    picture: int = -1


@dataclass(frozen=True)
class Marked:
    """Trials of one recording with what each showed; `scenes` if they are Vitrine's own."""

    trials: Trials
    shown: tuple[Named, ...]
    scenes: bool


def named(text: str, wanted: Sequence[str] = ()) -> Named | None:
    """What a marker that is no `picture/NUMBER` names; None if it names nothing that is wanted."""
    if _PROTOCOL.match(text) or not text.strip():
        return None
    if text.startswith(PICTURE):
        key = text.removeprefix(PICTURE)
        placed = _PLACED.match(key)
        if placed is None:
            found = Named(key)
        else:
            found = Named(_NUMBER_BEHIND.sub("", placed[2]) or placed[2], int(placed[1]))
    else:
        found = Named(text.strip())
    return found if not wanted or found.name in wanted else None


def eeg_only(recording: Recording) -> Recording:
    """Without channels of another kind and those that a person marked as bad.

    Raises
    ------
    AppError
        `bad_recording` where none is left.
    """
    info = recording.info
    kept = [
        index
        for index, channel in enumerate(info.channels)
        if channel.kind.upper() == "EEG" and channel.label not in recording.bad_channels
    ]
    if not kept:
        reason = "it has no EEG channel that is not marked as bad"
        raise AppError("bad_recording", file=info.name, reason=reason, formats="EEG in any format")
    channels = tuple(info.channels[index] for index in kept)
    return replace(
        recording, info=structs.replace(info, channels=channels), samples=recording.samples[:, kept]
    )


def marked_trials(recording: Recording, wanted: Sequence[str] = ()) -> Marked:
    """All whole trials of a recording, by `picture/NUMBER`, or else by whatever its markers name.

    Parameters
    ----------
    wanted : sequence of str
        Classes to use; all but those of the protocol without it.

    Raises
    ------
    AppError
        `bad_recording` where no marker names anything.
    """
    recording = eeg_only(recording)
    texts = recording.markers.texts
    numbers = [picture_of(text) for text in texts]
    if any(number is not None for number in numbers) and not wanted:
        from shared.neuro.scenes.concepts import concepts

        known = concepts()
        trials = _with_stretches(trials_of_recording(recording, concepts=len(known)), texts)
        shown = tuple(Named(known[int(c)].concept, int(p)) for c, p in _pairs(trials))
        return Marked(trials, shown, scenes=True)
    found = [named(text, wanted) for text in texts]
    kinds = sorted({each for each in found if each is not None}, key=lambda e: (e.name, e.picture))
    if not kinds:
        asked = f" of {', '.join(wanted)}" if wanted else ""
        some = ", ".join(name for name, _ in Counter(texts).most_common(8)) or "none at all"
        reason = f"none of its markers names a picture or class{asked}; it has {some}"
        raise AppError("bad_recording", file=recording.info.name, reason=reason, formats="markers")
    codes = {kind: number for number, kind in enumerate(kinds)}
    rewritten = tuple(
        text if each is None else f"{PICTURE}{codes[each]}"
        for each, text in zip(found, texts, strict=True)
    )
    kept = [i for i, each in enumerate(found) if each is not None or texts[i].startswith("block/")]
    markers = Markers(recording.markers.times_s[kept], tuple(rewritten[i] for i in kept))
    trials = trials_of_recording(replace(recording, markers=markers), concepts=len(kinds))
    shown = tuple(kinds[int(code)] for code in trials.picture)
    pictures = np.array([each.picture for each in shown], np.int64)
    trials = _with_stretches(replace(trials, picture=pictures), texts)
    return Marked(trials, shown, scenes=False)


def _pairs(trials: Trials) -> zip[tuple[int, int]]:
    return zip(trials.concept.tolist(), trials.picture.tolist(), strict=True)


def _with_stretches(trials: Trials, texts: Sequence[str], parts: int = 8) -> Trials:
    """Where no marker tells blocks apart, stretches of time stand for them."""
    if any(text.startswith("block/") for text in texts) or not len(trials):
        return trials
    size = max(5, -(-(int(trials.order.max()) + 1) // parts))
    return replace(trials, block=trials.order // size)
