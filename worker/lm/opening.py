"""A language model by its reference: the one that ships, a folder, a GGUF file or a server."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from shared.errors import AppError
from worker.lm.language_model import LanguageModel
from worker.lm.loading import load_causal
from worker.lm.probe import connect
from worker.lm.server import ServerChoice

# Keys of servers are given by environment, so that no command line and no result shows them.
KEY_VARIABLE = "VITRINE_LM_KEY"
FOLDER = "language-models"


@contextmanager
def opened(ref: str, home: Path, device: str = "cpu") -> Iterator[LanguageModel]:
    """The model `ref`: "default", a path, or `http://host:port/v1#name`; closed at the end.

    Raises
    ------
    AppError
        `bad_field` for an address without a model's name or with a password, and what loading or
        the probe raise.
    """
    if not ref.startswith(("http://", "https://")):
        yield load_causal(ref, home / FOLDER, device)
        return
    parts = urlsplit(ref)
    if "@" in parts.netloc:
        # The address goes into requests, results and logs.
        limit = f"an address without a name or password; put the key into {KEY_VARIABLE}"
        raise AppError("bad_field", field="lm", value=parts.hostname or "", limit=limit)
    if not parts.fragment:
        limit = "an address and a model's name, such as http://localhost:8000/v1#name"
        raise AppError("bad_field", field="lm", value=ref, limit=limit)
    base = parts._replace(fragment="").geturl()
    choice = ServerChoice(base, parts.fragment, os.environ.get(KEY_VARIABLE, ""))
    with connect(choice) as model:
        yield model
