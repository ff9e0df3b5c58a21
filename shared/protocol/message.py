"""What every message is, and how a request fails."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from shared.errors import Param

Name = Annotated[str, Meta(max_length=128)]


class Message(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag=True):
    """Base of all messages; the tag is the class name."""


class Error(Message, frozen=True, kw_only=True, tag=True):
    """A request that could not be met, in the words of `shared.errors`."""

    code: str
    params: dict[str, Param] = {}
    retryable: bool = False
