"""Which files an evaluation of recordings sends."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from desktop.neuro.evaluation import recordings
from desktop.neuro.evaluation.recordings import (
    LEAKY_SPLITS,
    RECORDINGS,
    SPLITS,
    Format,
    command_of,
    find_recordings,
    request_of,
)
from shared.errors import AppError
from shared.tasks.neuro_evaluate import check_neuro_evaluation
from worker.neuro.datasets.eegcvpr40 import _LARGEST_SPLITS
from worker.neuro.datasets.recordings_folder import SUFFIXES


def write(root: Path, **sizes: int) -> None:
    """Files of so many bytes that take no room."""
    for name, size in sizes.items():
        path = root / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            file.truncate(size)


def test_window_and_worker_mean_the_same_files() -> None:
    assert RECORDINGS == SUFFIXES
    assert recordings.LARGEST_SPLITS_BYTES == _LARGEST_SPLITS


def test_faces_are_sent_with_their_stimuli_from_wherever_the_folder_is(tmp_path: Path) -> None:
    write(
        tmp_path,
        n170__subject0001__session001__a_dot_csv=30,
        n170__stimuli__face_dot_jpg=20,
        n170__LICENSE=5,
        other_dot_csv=5,
    )
    found = find_recordings(tmp_path, "n170")
    assert found.names == ("n170/stimuli/face.jpg", "n170/subject0001/session001/a.csv")
    assert (found.count, found.size_bytes) == (1, 50)
    assert find_recordings(tmp_path / "n170", "n170").names == (
        "stimuli/face.jpg",
        "subject0001/session001/a.csv",
    )


def test_samples_beside_a_header_come_with_it(tmp_path: Path) -> None:
    write(tmp_path, sub__1_dot_vhdr=3, sub__1_dot_eeg=9, sub__1_dot_txt=1, sub__2_dot_XDF=5)
    found = find_recordings(tmp_path, "auto")
    assert found.names == ("sub/1.vhdr", "sub/2.XDF", "sub/1.eeg"), "the smallest first"
    assert found.count == 2
    assert find_recordings(tmp_path / "sub" / "1.vhdr", "auto").names == ("1.vhdr", "1.eeg")


def test_one_file_of_eeg_and_all_splits_of_eegcvpr40(tmp_path: Path) -> None:
    large = recordings.LARGEST_SPLITS_BYTES + 1
    write(
        tmp_path,
        eeg_14_70_std_dot_pth=large,
        eeg_5_95_std_dot_pth=large,
        block_splits_by_image_all_dot_pth=100,
    )
    found = find_recordings(tmp_path, "eegcvpr40")
    assert found.names == ("block_splits_by_image_all.pth", "eeg_5_95_std.pth")
    other = find_recordings(tmp_path / "eeg_14_70_std.pth", "eegcvpr40")
    assert other.names == ("block_splits_by_image_all.pth", "eeg_14_70_std.pth")


def test_test_sets_of_things_eeg2_stay_here(tmp_path: Path) -> None:
    training, test = "preprocessed_eeg_training_dot_npy", "preprocessed_eeg_test_dot_npy"
    write(tmp_path, **{f"sub-01__{training}": 9, f"sub-01__{test}": 9})
    assert find_recordings(tmp_path, "things-eeg2").names == (
        "sub-01/preprocessed_eeg_training.npy",
    )


@pytest.mark.parametrize("kind", list(SPLITS))
def test_every_split_that_is_offered_is_one_that_the_task_takes(
    tmp_path: Path, kind: Format
) -> None:
    write(
        tmp_path,
        subject1__session1__a_dot_csv=3,
        a_dot_pth=3,
        a_dot_npy=3,
    )
    found = find_recordings(tmp_path, kind)
    for split in SPLITS[kind]:
        check_neuro_evaluation(request_of(found, split, ("left",)))
    assert SPLITS[kind][0] not in LEAKY_SPLITS
    assert "leaky-random" in SPLITS[kind]


def test_what_cannot_be_sent_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def code(path: Path, kind: Format = "auto") -> str:
        with pytest.raises(AppError) as caught:
            find_recordings(path, kind)
        return caught.value.code

    assert code(tmp_path / "gone") == "missing_file"
    assert code(tmp_path) == "bad_recording"
    write(tmp_path, a_dot_txt=1)
    assert code(tmp_path / "a.txt") == "bad_recording"
    write(tmp_path, a_dot_npy=recordings.LARGEST_BYTES + 1)
    with pytest.raises(AppError, match="command line"):
        find_recordings(tmp_path, "things-eeg2")
    monkeypatch.setattr(recordings, "MAX_FILES", 1)
    write(tmp_path, b_dot_csv=1, c_dot_csv=1)
    with pytest.raises(AppError, match="2 files"):
        find_recordings(tmp_path, "auto")
    monkeypatch.setattr(recordings, "MOST_ENTRIES", 3)
    assert code(tmp_path) == "bad_field"


@pytest.mark.skipif(os.name == "nt", reason="quotes of another shell")
def test_a_command_keeps_words_together() -> None:
    command = command_of(Path("/a b"), "auto", "block", ("left hand", "right"))
    assert "--recordings '/a b' --format auto --split block" in command
    assert "--classes 'left hand,right' --out OUT" in command
    assert "FOLDER" in command_of(None, "n170", "within-subject", ("x",))
    assert "classes" not in command_of(None, "n170", "within-subject", ("x",))
