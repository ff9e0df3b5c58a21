"""Silent EEG in a block design: decoded with a leaky split, and with no other."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.neighbors import KNeighborsClassifier

from worker.neuro.evaluation import controls
from worker.neuro.evaluation.confound import (
    LEAKY,
    LEAKY_FILTERED,
    OTHER_SESSION,
    RAPID,
    ConfoundSettings,
    Demonstration,
    NearestNeighbour,
    demonstrate,
    electrode_means,
    silent_trials,
)
from worker.neuro.evaluation.confound_report import confound_table, draw_confound
from worker.neuro.evaluation.steps import result_of

SETTINGS = ConfoundSettings(classes=10, per_class=20, seed=4)


@pytest.fixture(scope="module")
def found() -> Demonstration:
    return result_of(demonstrate(SETTINGS))


def test_the_leak_decodes_what_nobody_answered_to(found: Demonstration) -> None:
    leaky = found.figures[LEAKY]
    assert leaky["value"] >= 0.95
    assert leaky["leak_audit"]["clean"] is False
    assert any("leak" in text for text in leaky["leak_audit"]["findings"])


@pytest.mark.parametrize("name", [OTHER_SESSION, RAPID])
def test_safe_splits_find_chance(found: Demonstration, name: str) -> None:
    each = found.figures[name]
    low, high = each["ci95"]
    assert low <= each["chance"] <= high or each["value"] < each["chance"]
    assert each["p"] > 0.01
    assert each["leak_audit"]["clean"] is True


def test_a_leaky_figure_has_no_other_name(found: Demonstration) -> None:
    for name, each in found.figures.items():
        assert name.startswith("leaky_split_accuracy") == (not each["leak_audit"]["clean"])
    assert LEAKY_FILTERED in found.figures


def test_controls_of_the_leak_decode_the_run_too(found: Demonstration) -> None:
    """What is decoded is when a trial came: neither an answer nor even the EEG is needed."""
    for control in (controls.BEFORE, controls.ORDER):
        assert found.controls[f"{LEAKY}_{control}"]["value"] >= 0.95
    for name in (OTHER_SESSION, RAPID):
        for control in controls.CONTROLS:
            assert found.controls[f"{name}_{control}"]["p"] > 0.005
    assert found.controls[f"{LEAKY}_{controls.PERMUTED}"]["value"] < 0.4


def test_pictures_of_sessions_differ_and_blocks_hold_one_class() -> None:
    first, second = (silent_trials(SETTINGS, "block", session) for session in (0, 1))
    assert not set(first.picture) & set(second.picture)
    for block in range(10):
        assert len(set(first.concept[first.block == block])) == 1
    mixed = silent_trials(SETTINGS, "rapid", 2)
    assert len(set(mixed.concept[mixed.block == 0])) > 3
    assert len(set(mixed.picture)) == 200


def test_the_nearest_neighbour_is_sklearns() -> None:
    trials = silent_trials(SETTINGS, "rapid", 2)
    train, test = trials.rows(trials.block < 7), trials.rows(trials.block >= 7)
    targets = (train.concept[:, None] == np.arange(10)).astype(np.float32)
    mine = NearestNeighbour(electrode_means).fit(train, targets).embed(test).argmax(axis=1)
    known = KNeighborsClassifier(1).fit(electrode_means(train), train.concept)
    assert (mine == known.predict(electrode_means(test))).all()


def test_the_screen_gets_a_table_and_a_picture(found: Demonstration, tmp_path) -> None:  # type: ignore[no-untyped-def]
    from PIL import Image

    table = confound_table(found.figures)
    assert len(table) == 5
    assert all(len(row) == len(table[0]) for row in table)
    draw_confound(tmp_path / "confound.png", found.figures)
    with Image.open(tmp_path / "confound.png") as image:
        assert image.size == (900, 420)
