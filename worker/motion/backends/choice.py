"""From a backend's name to its code."""

from __future__ import annotations

import importlib

from shared.motion.backends import BackendName
from worker.motion.backends.base import Backend

# Imported by name when asked for: most of them need torch, and one of them at a time.
_MODULES: dict[BackendName, str] = {
    "warp": "worker.motion.backends.warp",
    "nano": "worker.motion.backends.nano",
    "dragnuwa-svd": "worker.motion.backends.dragnuwa_svd",
    "ttm": "worker.motion.backends.ttm",
    "wan-move": "worker.motion.backends.wan_move",
    "ati": "worker.motion.backends.ati",
}


def load_backend(name: BackendName) -> Backend:
    """The backend's `make_frames`."""
    backend: Backend = importlib.import_module(_MODULES[name]).make_frames
    return backend
