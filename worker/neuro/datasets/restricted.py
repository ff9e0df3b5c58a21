"""Reads pickled containers of arrays without running anything that is in them."""

from __future__ import annotations

import pickle
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from shared.errors import AppError

# What numpy's own pickles of arrays name; nothing else is looked up, so nothing else can run.
_ALLOWED = {
    ("numpy", "ndarray"),
    ("numpy", "dtype"),
    ("numpy.core.multiarray", "_reconstruct"),
    ("numpy.core.multiarray", "scalar"),
    ("numpy._core.multiarray", "_reconstruct"),
    ("numpy._core.multiarray", "scalar"),
    ("numpy.core.numeric", "_frombuffer"),
    ("numpy._core.numeric", "_frombuffer"),
    ("_codecs", "encode"),
}
MOST_BYTES = 64 * 2**30


class _Reader(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _ALLOWED:
            raise pickle.UnpicklingError(f"it names {module}.{name}, which is no array")
        return super().find_class(module, name)


def read_npy(path: Path) -> Any:
    """What `numpy.save` wrote: an array, or the container that it pickled.

    Raises
    ------
    AppError
        `bad_recording` for anything else, and for a pickle that names more than arrays.
    """
    try:
        with path.open("rb") as file:
            version = np.lib.format.read_magic(file)
            reader = {
                (1, 0): np.lib.format.read_array_header_1_0,
                (2, 0): np.lib.format.read_array_header_2_0,
            }.get(version)
            if reader is None:
                raise ValueError(f"format {version[0]}.{version[1]} is not known")
            _, _, dtype = reader(file)
            if not dtype.hasobject:
                return np.load(path, mmap_mode="r", allow_pickle=False)
            value = _Reader(file).load()
    # A file that is made to harm can fail anywhere in numpy's parser or in the pickle machine.
    except Exception as error:
        raise _bad(path, str(error) or type(error).__name__) from error
    return value.item() if isinstance(value, np.ndarray) and value.shape == () else value


def read_pth(path: Path) -> Any:
    """What `torch.save` wrote of tensors, numbers, texts and plain containers.

    Raises
    ------
    AppError
        `bad_recording` for anything else, and for a pickle that names more than tensors.
    """
    import torch

    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
        if size > MOST_BYTES:
            raise _bad(path, f"it unpacks to {size / 2**30:.0f} GB")
    except zipfile.BadZipFile:
        pass  # the old format, which torch reads too
    try:
        return torch.load(path, map_location="cpu", weights_only=True)
    # As above: whatever goes wrong in there, the file is not what it should be.
    except Exception as error:
        reason = "it holds more than tensors, numbers and texts, or is damaged"
        raise _bad(path, reason) from error


def part(value: Any, key: str, path: Path) -> Any:
    """An entry of a mapping.

    Raises
    ------
    AppError
        `bad_recording` that names the key, where it is missing.
    """
    if not isinstance(value, dict) or key not in value:
        found = ", ".join(map(str, list(value)[:8])) if isinstance(value, dict) else type(value)
        raise _bad(path, f"it has no {key}, but {found}")
    return value[key]


def array_of(value: Any, what: str, path: Path, dimensions: int) -> np.ndarray:
    """A numeric array with so many dimensions.

    Raises
    ------
    AppError
        `bad_recording` where it is none.
    """
    array = np.asarray(value)
    if array.ndim != dimensions or array.dtype.kind not in "fiu":
        raise _bad(path, f"{what} is {array.dtype} {array.shape}, not {dimensions}-dimensional")
    return array


def bad_data(path: Path, reason: str) -> AppError:
    """The error for a file that is not what it should be."""
    return _bad(path, reason)


def _bad(path: Path, reason: str) -> AppError:
    formats = "EEGCVPR40 .pth or THINGS-EEG2 .npy, as their authors share them"
    return AppError("bad_recording", file=path.name, reason=reason[:300], formats=formats)
