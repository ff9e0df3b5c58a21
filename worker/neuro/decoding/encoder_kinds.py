"""The kinds of EEG encoder that there are, named without loading torch."""

from __future__ import annotations

from typing import Literal, get_args

from shared.errors import AppError

EncoderKind = Literal["spatial-first", "nice", "atm", "eegnet"]
KINDS: tuple[EncoderKind, ...] = get_args(EncoderKind)
DEFAULT_KIND: EncoderKind = "spatial-first"


def encoder_kind(asked: str | None) -> EncoderKind:
    """The kind of this name; the default where none was asked for.

    Raises
    ------
    AppError
        `bad_field` with the names that there are.
    """
    if asked is None:
        return DEFAULT_KIND
    for kind in KINDS:
        if kind == asked:
            return kind
    raise AppError("bad_field", field="--encoder", value=asked, limit=", ".join(KINDS))
