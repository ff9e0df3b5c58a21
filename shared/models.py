"""What the host tells about models and the ways of making frames that need them."""

from __future__ import annotations

import re

import msgspec

from shared.errors import Param

MODEL_ID = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"


def is_model_id(text: str) -> bool:
    """True for what may be the id of a registered model; no path is one."""
    return re.fullmatch(MODEL_ID, text) is not None


class ModelInfo(msgspec.Struct, frozen=True, kw_only=True):
    """A model of the registry, without where it lies.

    Attributes
    ----------
    id, kind : str
        What a request names, and what the model can be used for.
    size_bytes : int
        All its files together.
    ready : bool
        Its files are there and have the layout of their kind.
    reason, params : str, dict
        An error code of `shared.errors` with its values; empty when ready.
    sha256 : str
        Of the names and hashes of all its files, where it came with the program; else empty.
    """

    id: str
    kind: str
    title: str = ""
    licence: str = ""
    size_bytes: int = 0
    ready: bool = True
    reason: str = ""
    params: dict[str, Param] = {}
    sha256: str = ""


class BackendState(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a backend of Motion or a generator of EEG can run on the host, and if not, why.

    `reason` is an error code of `shared.errors` with its values in `params`; empty when ready.
    """

    name: str
    ready: bool = True
    reason: str = ""
    params: dict[str, Param] = {}
