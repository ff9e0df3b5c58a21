"""Reading GGUF files by transformers and gguf, without doing the same again and again.

Both are right and slow: most of their time goes into parsing the vocabulary three times, one byte
at a time, and into making a table of names for each of 400 parts (`tests.bench lm_load`: a sixth).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import numpy as np

# Of GGUF's kinds of values.
_STRING = 8


@contextmanager
def quick_reading() -> Iterator[None]:
    """A file is parsed once while this lasts, and each value and table of names is made once."""
    import gguf
    from transformers import modeling_gguf_pytorch_utils as library

    ways: tuple[tuple[Any, str, Callable[[Any], Any]], ...] = (
        (gguf, "GGUFReader", _reader_of),
        (gguf, "get_tensor_name_map", cache),
        (library, "_gguf_parse_value", _parser_of),
    )
    before = [getattr(module, name) for module, name, _ in ways]
    try:
        for module, name, quick in ways:
            setattr(module, name, quick(getattr(module, name)))
        yield
    finally:
        for (module, name, _), slow in zip(ways, before, strict=True):
            setattr(module, name, slow)


def _reader_of(reader: Any) -> Callable[..., Any]:
    class Quick(reader):  # type: ignore[misc]
        """Slices of a mapped file cost five times as much as those of a plain array over it."""

        _bytes: Any = None

        def _get(
            self, offset: int, dtype: Any, count: int = 1, override_order: str | None = None
        ) -> Any:
            if self._bytes is None:
                self._bytes = np.asarray(self.data)
            kind, count = np.dtype(dtype), int(count)
            found = self._bytes[offset : offset + kind.itemsize * count].view(kind)[:count]
            return found.view(found.dtype.newbyteorder(override_order or self.byte_order))

    return cache(lambda path, *args, **kwargs: Quick(path, *args, **kwargs))


def _parser_of(parse: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    # By the array itself, which the reader keeps: an id is not given again meanwhile.
    known: dict[int, tuple[Any, Any]] = {}

    def parsed(value: Any, kind: Any) -> Any:
        if id(value) not in known:
            last = kind[-1] if isinstance(kind, list) else kind
            made = value.tobytes().decode() if last == _STRING else parse(value, kind)
            known[id(value)] = (value, made)
        return known[id(value)][1]

    return parsed
