"""Which files of a folder an evaluation needs, found without reading any; no Qt."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from shared.errors import AppError, file_error
from shared.tasks.given_files import MAX_FILES
from shared.tasks.neuro_evaluate import NeuroEvaluateRequest, SplitName

Format = Literal["auto", "n170", "eegcvpr40", "things-eeg2"]
FORMATS: tuple[Format, ...] = ("auto", "n170", "eegcvpr40", "things-eeg2")
# The splits that can be made of each, the usual one first; leaky ones last.
SPLITS: dict[Format, tuple[SplitName, ...]] = {
    "auto": (
        "within-subject",
        "image",
        "concept",
        "block",
        "session",
        "leave-one-subject-out",
        "leaky-random",
    ),
    "n170": ("within-subject", "leave-one-subject-out", "leaky-random"),
    "eegcvpr40": ("leave-one-subject-out", "published", "leaky-random"),
    "things-eeg2": ("within-subject", "leave-one-subject-out", "leaky-random"),
}
LEAKY_SPLITS: tuple[SplitName, ...] = ("published", "leaky-random")
RECORDINGS = frozenset((".xdf", ".fif", ".gz", ".edf", ".bdf", ".set", ".vhdr", ".csv"))
# EEGLAB and BrainVision keep samples and markers in files of their own.
COMPANIONS = frozenset((".fdt", ".eeg", ".vmrk", ".dat"))
LARGEST_BYTES = 4 << 30
# Of EEGCVPR40: a file of splits is smaller, one of EEG larger. One of EEG is enough.
LARGEST_SPLITS_BYTES = 64 << 20
USUAL_CVPR40 = "eeg_5_95_std.pth"
# A folder with more than that is no folder of recordings, but a disk.
MOST_ENTRIES = 100_000
_WORDS: dict[Format, str] = {
    "auto": "XDF, FIF, EDF, BDF, EEGLAB .set, BrainVision .vhdr and CSV",
    "n170": "subjectNNNN/sessionNNN/*.csv of a Muse",
    "eegcvpr40": ".pth files of EEGCVPR40",
    "things-eeg2": ".npy files of THINGS-EEG2's training sets",
}


@dataclass(frozen=True)
class Recordings:
    """Files below a folder, or one file with those beside it.

    Attributes
    ----------
    path : Path
        What was chosen.
    root : Path
        Names of files begin there.
    files : tuple of Path
        The smallest first.
    count : int
        How many of them are recordings, and not beside one.
    """

    path: Path
    format: Format
    root: Path
    files: tuple[Path, ...]
    count: int
    size_bytes: int

    @property
    def names(self) -> tuple[str, ...]:
        """Where each file stands below the root."""
        return tuple(path.relative_to(self.root).as_posix() for path in self.files)


def find_recordings(path: Path, kind: Format) -> Recordings:
    """The files that an evaluation of this format reads.

    Raises
    ------
    AppError
        `missing_file`; `bad_recording` where there is nothing of this format; `bad_field` for
        more or larger files than can be sent.
    """
    if not path.exists():
        raise AppError("missing_file", file=str(path))
    root = path.parent if path.is_file() else path
    try:
        chosen = _of_file(path, kind) if path.is_file() else _of_folder(path, kind)
        sized = sorted((each.stat().st_size, each) for each in chosen)
    except OSError as error:
        reason = f"{path} cannot be read: {error.strerror}."
        raise file_error(error, path) or AppError("bad_request", reason=reason) from error
    count = sum(_is_recording(each, kind) for _, each in sized)
    if not count:
        reason = "it has none" if path.is_dir() else "it is none"
        raise AppError("bad_recording", file=path.name, reason=reason, formats=_WORDS[kind])
    _check_sizes(path, sized)
    files = tuple(each for _, each in sized)
    return Recordings(path, kind, root, files, count, sum(size for size, _ in sized))


def _check_sizes(path: Path, sized: list[tuple[int, Path]]) -> None:
    if len(sized) > MAX_FILES:
        limit = f"at most {MAX_FILES} files; the command line reads any number"
        raise AppError("bad_field", field=path.name, value=f"{len(sized)} files", limit=limit)
    size, largest = sized[-1]
    if size > LARGEST_BYTES:
        limit = "at most 4.3 GB can be sent; the command line reads it where it lies"
        raise AppError("bad_field", field=largest.name, value=f"{size / 1e9:.1f} GB", limit=limit)


def _of_file(path: Path, kind: Format) -> list[Path]:
    """The file, and what belongs to it."""
    if kind == "eegcvpr40":
        beside = [p for p in path.parent.glob("*.pth") if p != path and _has_splits(p)]
        return [path, *beside]
    if kind == "auto":
        pattern = f"{_escaped(path.stem)}.*"
        return [path, *(p for p in path.parent.glob(pattern) if p.suffix.lower() in COMPANIONS)]
    return [path]


def _escaped(stem: str) -> str:
    """A name that `glob` takes as it is."""
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in stem)


def _of_folder(folder: Path, kind: Format) -> list[Path]:
    if kind == "n170":
        below = folder if any(folder.glob("subject*/session*/*.csv")) else folder / "n170"
        return [*below.glob("subject*/session*/*.csv"), *below.glob("stimuli/*.jpg")]
    found = list(_below(folder))
    if kind == "things-eeg2":
        return [path for path in found if path.suffix.lower() == ".npy" and "test" not in path.stem]
    if kind == "eegcvpr40":
        paths = [path for path in found if path.suffix.lower() == ".pth"]
        large = sorted((p for p in paths if not _has_splits(p)), key=_preferred)
        return [*large[:1], *(p for p in paths if _has_splits(p))]
    return [path for path in found if path.suffix.lower() in RECORDINGS | COMPANIONS]


def _preferred(path: Path) -> tuple[bool, str]:
    return path.name != USUAL_CVPR40, path.as_posix()


def _has_splits(path: Path) -> bool:
    return path.stat().st_size <= LARGEST_SPLITS_BYTES


def _below(folder: Path) -> Iterator[Path]:
    seen = 0
    for parent, folders, names in os.walk(folder):
        folders.sort()
        seen += len(names) + len(folders)
        if seen > MOST_ENTRIES:
            limit = f"at most {MOST_ENTRIES} files in all; choose a folder of recordings"
            raise AppError("bad_field", field=folder.name, value=f"over {seen - 1}", limit=limit)
        for name in sorted(names):
            path = Path(parent, name)
            if path.is_file():
                yield path


def _is_recording(path: Path, kind: Format) -> bool:
    """Whether it is read itself, and not beside another."""
    suffixes = {
        "auto": RECORDINGS,
        "n170": frozenset((".csv",)),
        "eegcvpr40": frozenset((".pth",)),
        "things-eeg2": frozenset((".npy",)),
    }
    return path.suffix.lower() in suffixes[kind]


def request_of(
    found: Recordings, split: SplitName, classes: tuple[str, ...] = ()
) -> NeuroEvaluateRequest:
    """What is asked of the worker; the files are sent to it."""
    return NeuroEvaluateRequest(
        files=tuple(map(str, found.files)),
        names=found.names,
        format=found.format,
        split=split,
        classes=classes if found.format == "auto" else (),
    )


def command_of(
    path: Path | None, kind: Format, split: SplitName, classes: tuple[str, ...] = ()
) -> str:
    """The same for a terminal, which reads recordings where they lie."""
    words = ["vitrine-worker", "run", "neuro.evaluate", "--recordings"]
    words += [str(path) if path is not None else "FOLDER", "--format", kind, "--split", split]
    if classes and kind == "auto":
        words += ["--classes", ",".join(classes)]
    return shlex.join([*words, "--out", "OUT"])
