"""Progress bars and warnings of the model libraries, kept from a person's terminal."""

from __future__ import annotations

import functools
import importlib
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

# It shows a bar of its own, which the library's switch does not reach.
_GGUF = "transformers.modeling_gguf_pytorch_utils"


@contextmanager
def silence() -> Iterator[None]:
    """Nothing of transformers is printed while this lasts; then all is as it was.

    What can go wrong is raised or checked by whoever loads; a bar in the log of a worker, or a hint
    on a library's own use, is of no use to anybody.
    """
    from transformers.utils import logging as module

    logging: Any = module
    before, bars = logging.get_verbosity(), logging.is_progress_bar_enabled()
    gguf: Any = importlib.import_module(_GGUF)
    bar = getattr(gguf, "tqdm", None)
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    if bar is not None:
        gguf.tqdm = functools.partial(bar, disable=True)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.set_verbosity(before)
        if bars:
            logging.enable_progress_bar()
        if bar is not None:
            gguf.tqdm = bar
