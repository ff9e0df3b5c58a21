"""Data sets of others are read as trials, and nothing in their files is run."""

from __future__ import annotations

import os
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from shared.errors import AppError
from worker.neuro.datasets.eegcvpr40 import read_eegcvpr40
from worker.neuro.datasets.restricted import read_npy, read_pth
from worker.neuro.datasets.things_eeg2 import read_things_eeg2


class Bomb:
    """Makes a file when it is unpickled by a reader that runs what it reads."""

    def __init__(self, fuse: Path) -> None:
        self.fuse = fuse

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self.fuse),)


def write_npy(path: Path, value: Any) -> Path:
    box = np.empty((), object)
    box[()] = value
    np.save(path, box, allow_pickle=True)
    return path


def cvpr40(n: int = 6) -> dict[str, Any]:
    rng = np.random.default_rng(1)
    items = [
        {
            "eeg": torch.from_numpy(rng.normal(size=(128, 500)).astype(np.float32)),
            "image": number,
            "label": number % 3,
            "subject": 1 + number % 2,
        }
        for number in range(n)
    ]
    return {"dataset": items, "labels": ["n1", "n2", "n3"], "images": [f"n_{i}" for i in range(n)]}


def things(pictures: int = 20, repeats: int = 4) -> dict[str, Any]:
    data = np.arange(pictures * repeats * 3 * 10, dtype=np.float64).reshape(
        pictures, repeats, 3, 10
    )
    times = np.round(np.arange(10) * 0.01 - 0.02, 5)
    return {"preprocessed_eeg_data": data, "ch_names": ["O1", "Oz", "O2"], "times": times}


def test_eegcvpr40_becomes_trials(tmp_path: Path) -> None:
    given = cvpr40()
    torch.save(given, tmp_path / "eeg_5_95_std.pth")
    trials = read_eegcvpr40(tmp_path / "eeg_5_95_std.pth")
    assert trials.samples.shape == (6, 128, 110)
    first = given["dataset"][0]["eeg"][5, 20:24].mean()
    assert trials.samples[0, 5, 0] == pytest.approx(float(first), abs=1e-6)
    assert trials.concept.tolist() == trials.block.tolist() == [0, 1, 2, 0, 1, 2]
    assert trials.subject.tolist() == [1, 2, 1, 2, 1, 2]
    assert trials.rate_hz == 250


def test_things_eeg2_becomes_trials_without_what_came_before(tmp_path: Path) -> None:
    folder = tmp_path / "sub-07"
    folder.mkdir()
    given = things()
    trials = read_things_eeg2(write_npy(folder / "preprocessed_eeg_training.npy", given))
    assert trials.samples.shape == (80, 3, 8)
    np.testing.assert_array_equal(trials.samples[5], given["preprocessed_eeg_data"][1, 1, :, 2:])
    assert trials.concept.tolist() == [p // 10 for p in range(20) for _ in range(4)]
    assert set(trials.subject) == {7}
    assert trials.rate_hz == pytest.approx(100)
    assert trials.first_s == pytest.approx(0)


def test_concepts_of_the_test_set_are_none_of_the_training_set(tmp_path: Path) -> None:
    path = write_npy(tmp_path / "preprocessed_eeg_test.npy", things(5, 2))
    assert set(read_things_eeg2(path).concept).isdisjoint(range(1654))


def test_a_bomb_in_npy_is_refused_and_does_not_go_off(tmp_path: Path) -> None:
    fuse = tmp_path / "fuse"
    path = write_npy(tmp_path / "data.npy", {"preprocessed_eeg_data": Bomb(fuse)})
    with pytest.raises(AppError, match="mkdir"):
        read_things_eeg2(path)
    assert not fuse.exists()
    np.load(path, allow_pickle=True)  # the bomb is a real one
    assert fuse.exists()


def test_a_bomb_in_pth_is_refused_and_does_not_go_off(tmp_path: Path) -> None:
    fuse = tmp_path / "fuse"
    torch.save({"dataset": [Bomb(fuse)]}, tmp_path / "data.pth")
    with pytest.raises(AppError, match="more than tensors"):
        read_eegcvpr40(tmp_path / "data.pth")
    assert not fuse.exists()
    torch.load(tmp_path / "data.pth", weights_only=False)
    assert fuse.exists()


def test_a_bare_pickle_is_refused_and_does_not_go_off(tmp_path: Path) -> None:
    fuse, path = tmp_path / "fuse", tmp_path / "data.pth"
    path.write_bytes(pickle.dumps(Bomb(fuse), protocol=2))
    with pytest.raises(AppError):
        read_pth(path)
    assert not fuse.exists()


def test_a_plain_array_is_read_without_pickle(tmp_path: Path) -> None:
    np.save(tmp_path / "plain.npy", np.arange(6.0))
    np.testing.assert_array_equal(read_npy(tmp_path / "plain.npy"), np.arange(6.0))


@pytest.mark.parametrize("cut", [0, 3, 20, 200])
def test_cut_files_are_refused_in_words(tmp_path: Path, cut: int) -> None:
    whole = write_npy(tmp_path / "whole.npy", things()).read_bytes()
    (tmp_path / "cut.npy").write_bytes(whole[:cut])
    with pytest.raises(AppError) as caught:
        read_things_eeg2(tmp_path / "cut.npy")
    assert caught.value.code == "bad_recording"


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"times": None}, "times"),
        ({"ch_names": ["O1"]}, "1 names"),
        ({"preprocessed_eeg_data": np.zeros((2, 3))}, "2, 3"),
    ],
)
def test_what_is_missing_is_named(tmp_path: Path, change: dict[str, Any], named: str) -> None:
    path = write_npy(tmp_path / "x.npy", {**things(), **change})
    with pytest.raises(AppError, match=named):
        read_things_eeg2(path)


def test_trials_of_another_shape_are_named(tmp_path: Path) -> None:
    given = cvpr40()
    given["dataset"][2]["eeg"] = torch.zeros(64, 500)
    torch.save(given, tmp_path / "x.pth")
    with pytest.raises(AppError, match="64, 500"):
        read_eegcvpr40(tmp_path / "x.pth")
