"""One error type for everything that a person can meet."""

from __future__ import annotations

import errno
from collections.abc import Mapping
from pathlib import Path

Param = str | int | float | bool

# English sentences by code. The window translates them by code; the command line prints them as
# they are. Each names the value, the limit and the way out.
SENTENCES: dict[str, str] = {
    "acquisition_died": "EEG acquisition stopped ({reason}) and is started again.",
    "acquisition_broken": "EEG acquisition stopped {attempts} times in a row ({reason})."
    " Open the source again to try once more; the log has the details.",
    "bad_field": "{field}: {value} is not allowed: {limit}.",
    "bad_json": "{file} is not valid JSON: {reason}. Correct the file and try again.",
    "bad_model": "The model {model} cannot be used: {reason}. {fix}",
    "bad_picture": "{file} cannot be read as a picture: {reason}."
    " Use a PNG, JPEG, WebP, BMP or TIFF file.",
    "bad_project": "{file} cannot be read as a Vitrine project: {reason}. Open another copy of it.",
    "bad_recording": "{file} cannot be read as a recording: {reason}."
    " Use one of these formats: {formats}.",
    "bad_request": "{reason}",
    "bad_split": "The split {split} cannot be made: {reason}. Add recordings or choose another"
    " split.",
    "bad_tracks": "{file} cannot be read as tracks or as flow: {reason}. Export it again.",
    "blocked_disk_full": "The disk that holds {path} is full."
    " Free some space; the job goes on by itself.",
    "blocked_read_only": "{path} cannot be written (read-only)."
    " Make it writable; the job goes on by itself.",
    "cancelled": "Cancelled.",
    "conflict": "Job {job_id} exists already with a different request. Submit it under a new id.",
    "disk_full": "The disk that holds {path} is full. Free some space and try again.",
    "engine_died": "The engine stopped while it ran this job ({reason}).",
    "file_exists": "{file} exists already and is not overwritten. Choose another name.",
    "host_exists": "A worker with process id {pid} already serves {home}.",
    "host_failed": "The worker could not start: {reason}",
    "host_unreachable": "No worker answers at {endpoint}. Start one with: vitrine-worker serve",
    "internal": "The task failed unexpectedly: {reason}. The log has the details.",
    "key_refused": "The worker at {endpoint} does not answer, or does not accept this"
    " computer's key. Add the key to the allowed ones there.",
    "leaky_split": "The split {split} leaks, so its figures would mean nothing: {reason} Choose a"
    " safe split.",
    "missing_file": "{file} does not exist. Check the path.",
    "missing_package": "The package {package} is not installed here. Run: python3 installer repair",
    "missing_model": "The model {model} is not installed. {fix}",
    "no_board": "The board {board} cannot be used: {reason}. Check that it is switched on and that"
    " its port or address is right.",
    "no_model": "No model of the kind {kind} is installed."
    " Add one: vitrine-worker models add NAME --kind {kind} --path FOLDER",
    "no_source": "No EEG source is open. Open one first.",
    "no_stream": "No LSL stream {query} was found within {seconds} s. Start its program, or see"
    " what there is: vitrine-worker eeg list",
    "not_regular": "The stream {name} has no regular rate, so its samples have no place in time."
    " Choose a stream of samples.",
    "not_samples": "The LSL stream {name} carries texts, not samples. Choose a stream of type EEG.",
    "not_found": "{what} {value} is not known.",
    "out_of_memory": "Out of memory on {device}. Use a smaller size or fewer frames.",
    "picture_too_large": "{file} has {size}, more than the limit of {limit}. Use a smaller copy.",
    "picture_too_small": "{file} has {size}; the shorter side must have at least {limit} px."
    " Use a larger picture.",
    "project_newer": "{file} was saved by a newer version (format {theirs}; this one reads up to"
    " {ours}). Update Vitrine.",
    "protocol": "The message could not be read: {reason}.",
    "quarantined": "The engine stopped {attempts} times while it ran this job,"
    " so it was set aside. {reason}",
    "recording_runs": "A recording runs ({name}). Stop it first.",
    "read_only": "{path} cannot be written (read-only). Make it writable and try again.",
    "several_streams": "There are {count} LSL streams {query} ({ids})."
    " Choose one by its source id.",
    "several_models": "There are several models of the kind {kind}: {models}. Choose one of them.",
    "stalled": "The engine made no step for {seconds} s and was restarted.",
    "timeout": "No answer from the worker within {seconds} s.",
    "too_late": "The worker was busy for {waited_s} s, so this was not begun. Try again.",
    "too_little_memory": "{model} needs about {need_gb} GB of memory and this computer has"
    " {have_gb} GB. Use a smaller model, or a worker on a larger computer.",
    "unsupported": "This worker does not know {what}. Update it or use a known name.",
    "version_mismatch": "The worker speaks protocol {theirs} and this program {ours}."
    " Update the older of the two.",
}


class AppError(Exception):
    """An error with a code that the window and the command line turn into a sentence.

    Parameters
    ----------
    code : str
        A key of `SENTENCES`.
    retryable : bool
        True when the same request can succeed later without a change.
    **params : str | int | float | bool
        Values that the sentence names.
    """

    def __init__(self, code: str, *, retryable: bool = False, **params: Param) -> None:
        self.code = code
        self.params: dict[str, Param] = params
        self.retryable = retryable
        super().__init__(sentence(code, params))

    @classmethod
    def from_params(
        cls, code: str, params: Mapping[str, Param], *, retryable: bool = False
    ) -> AppError:
        """The error whose parameters came as a mapping, as in a message or a stored failure."""
        error = AppError(code, retryable=retryable)
        error.params = dict(params)  # any name may come from the other side, `code` too
        error.args = (sentence(code, params),)
        return error


def first_line(error: BaseException) -> str:
    """What a library's error says first, as the reason in a sentence: no more than 200 letters."""
    return (str(error).splitlines() or [type(error).__name__])[0][:200].rstrip(".")


def sentence(code: str, params: Mapping[str, Param]) -> str:
    """The English sentence of an error code; an unknown code is shown with its parameters."""
    template = SENTENCES.get(code)
    if template is None:
        return f"{code}: {dict(params)}"
    try:
        return template.format(**params)
    except KeyError:
        return f"{template} {dict(params)}"


_FULL = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})
_READ_ONLY = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})


def file_error(error: OSError, path: Path) -> AppError | None:
    """What a failed write below `path` means for a person; None if neither full nor read-only."""
    if error.errno in _FULL:
        return AppError("disk_full", retryable=True, path=str(path))
    if error.errno in _READ_ONLY:
        return AppError("read_only", retryable=True, path=str(path))
    return None
