"""What the model libraries load besides, and nobody here needs."""

from __future__ import annotations

from typing import Any


def leave_sklearn_out() -> None:
    """transformers loads it, slowly, for assisted generation, which nobody asks for."""
    from transformers.utils import import_utils

    library: Any = import_utils
    if hasattr(library, "_sklearn_available"):
        library._sklearn_available = False
