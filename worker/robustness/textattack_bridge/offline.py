"""The only way to TextAttack: what its import wants to fetch is laid out here, without a network.

TextAttack 0.3.11 downloads NLTK's data when it is first imported and cannot be imported without
them, points the caches of other libraries at its own folder, changes the process's environment and
loggers, and leaves a file out of its package. All of that is settled by `load_textattack`; nothing
is written but below the worker's home.
"""

from __future__ import annotations

import importlib
import io
import logging
import os
import sys
import threading
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from shared.errors import AppError
from shared.paths import default_home, write_atomic
from worker.robustness.lexicon.stop_words import stop_words
from worker.robustness.textattack_bridge.draws import lay_in_draws

FOLDER = "textattack"
# With this file there, TextAttack does not start its downloads.
MARKER = "post_install_check_3"
_SWAPS = "textattack.transformations.word_swaps"
# They read the places of their caches once, when they are imported: before TextAttack moves them.
_SETTLED_FIRST = ("torch", "transformers", "datasets", "huggingface_hub")
_lock = threading.Lock()


def load_textattack(home: Path | None = None) -> Any:
    """The module `textattack`, imported once per process without a network.

    Parameters
    ----------
    home : Path or None
        The worker's home, below which its files are put; None for the default one.

    Raises
    ------
    AppError
        `missing_package`.
    """
    with _lock:
        if _SWAPS in sys.modules:
            return sys.modules["textattack"]
        folder = (home or default_home()) / FOLDER
        _lay_out(folder)
        try:
            with (
                _kept_environment(_environment(folder)),
                _kept_loggers(),
                warnings.catch_warnings(),
            ):
                warnings.simplefilter("ignore")
                module = _imported(folder)
        except ModuleNotFoundError as error:
            raise AppError("missing_package", package=error.name or "textattack") from error
        _settle()
        return module


def _environment(folder: Path) -> dict[str, str]:
    return {
        "TA_CACHE_DIR": str(folder),
        "FLAIR_CACHE_ROOT": str(folder / "flair"),
        "MPLCONFIGDIR": str(folder / "matplotlib"),
        "WANDB_MODE": "disabled",
    }


def _lay_out(folder: Path) -> None:
    """The files that the import looks for."""
    words = folder / "nltk_data" / "corpora" / "stopwords" / "english"
    words.parent.mkdir(parents=True, exist_ok=True)
    for path, text in ((words, "\n".join(sorted(stop_words()))), (folder / MARKER, "")):
        if not path.is_file() or path.read_text("utf-8") != text:
            write_atomic(path, text.encode())


def _imported(folder: Path) -> Any:
    for name in _SETTLED_FIRST:
        importlib.import_module(name)
    import nltk

    data = str(folder / "nltk_data")
    if data not in nltk.data.path:
        nltk.data.path.insert(0, data)
    return importlib.import_module("textattack")


@contextmanager
def _kept_environment(settings: Mapping[str, str]) -> Iterator[None]:
    """Some variables for a while; all of them are as before afterwards."""
    before = dict(os.environ)
    os.environ.update(settings)
    try:
        yield
    finally:
        for name in set(os.environ) - set(before):
            del os.environ[name]
        os.environ.update(before)


@contextmanager
def _kept_loggers() -> Iterator[None]:
    """TextAttack and flair configure logging for the whole process: undone."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    known = [
        one for one in logging.root.manager.loggerDict.values() if isinstance(one, logging.Logger)
    ]
    disabled = [one.disabled for one in known]
    try:
        yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        for logger, was in zip(known, disabled, strict=True):
            logger.disabled = was
        for name in ("textattack.shared.utils.install", "flair"):
            logger = logging.getLogger(name)
            logger.handlers.clear()
            logger.propagate = True


def _settle() -> None:
    """Close what would fetch, and lay in the table of letters that the package leaves out."""
    install = sys.modules["textattack.shared.utils.install"]
    for name in ("http_get", "_post_install"):
        setattr(install, name, _refuse)
    homoglyphs: Any = sys.modules[f"{_SWAPS}.word_swap_homoglyph_swap"]
    homoglyphs.open = _open_letters
    wordnet: Any = sys.modules[f"{_SWAPS}.word_swap_wordnet"]
    wordnet.nltk = _NoDownloads()
    for name, module in list(sys.modules.items()):
        if name.startswith("textattack.transformations"):
            for known, value in list(vars(module).items()):
                if isinstance(value, type) and hasattr(value, "from_pretrained"):
                    setattr(module, known, _NoModels)
    lay_in_draws()


class _NoModels:
    """A kind of model as the swaps see it that would fetch one by a name."""

    @staticmethod
    def from_pretrained(*_args: object, **_options: object) -> None:
        _refuse()


class _NoDownloads:
    """NLTK as the swap by WordNet sees it."""

    def download(self, *_args: object, **_options: object) -> None:
        _refuse()


def _refuse(*_args: object, **_options: object) -> None:
    raise AppError(
        "bad_request",
        reason="This part of TextAttack would download its data, which Vitrine does not do. Use"
        " the attacks that are listed, or give it your own data.",
    )


def _open_letters(path: Any, *args: Any, **options: Any) -> Any:
    """`open` for the swap of letters: its file, or our own table in the same format."""
    if Path(path).is_file():
        return Path(path).open(*args, **options)
    from worker.robustness.attacks.homoglyphs import HOMOGLYPHS

    lines = [f"{ord(key):04X} ;\t{ord(to):04X}\t#* ( {key} → {to} )" for key, to in HOMOGLYPHS]
    return io.StringIO("\n".join(lines) + "\n")
