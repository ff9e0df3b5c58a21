"""A plan keeps its promises whatever the set and the settings."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Sequence
from itertools import pairwise

import msgspec
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from shared.errors import AppError
from shared.neuro.stimulus.pictures import Picture
from shared.neuro.stimulus.plan import LEAD_S, Plan, make_plan
from shared.neuro.stimulus.settings import (
    MAX_CALIBRATION_S,
    MIN_SLOW_OFF_S,
    PRESETS,
    ProtocolSettings,
    max_fade_s,
)


def picture_set(n_categories: int, n_concepts: int, n_each: int = 1) -> list[Picture]:
    return [
        Picture(key=f"{c}-{k}-{e}", category=f"category {c}", concept=f"concept {c}-{k}")
        for c in range(n_categories)
        for k in range(n_concepts)
        for e in range(n_each)
    ]


sets = st.builds(picture_set, st.integers(1, 5), st.integers(1, 6), st.integers(1, 3))
all_settings = st.builds(
    ProtocolSettings,
    paradigm=st.sampled_from(["slow", "rapid", "calibration"]),
    on_s=st.floats(0.3, 2),
    off_s=st.floats(0.7, 2),
    jitter_s=st.sampled_from([0.0, 0.2, 0.5]),
    repeats=st.integers(1, 7),
    block_trials=st.integers(10, 60),
    break_s=st.sampled_from([0.0, 15.0]),
    target_every=st.sampled_from([0, 1, 5, 20]),
    brightness=st.just(0.5),
    seed=st.integers(0, 999_999),
)


def planned(pictures: Sequence[Picture], wanted: ProtocolSettings, frame_s: float = 0.0) -> Plan:
    assume(len({(p.category, p.concept) for p in pictures}) > 1)
    return make_plan(pictures, wanted, frame_s)


def shown(plan: Plan) -> list[int]:
    return [t.picture for t in plan.trials if t.picture is not None]


def block_counts(plan: Plan, names: Sequence[Hashable]) -> dict[Hashable, list[int]]:
    counts: dict[Hashable, list[int]] = {name: [0] * plan.n_blocks for name in names}
    for trial in plan.trials:
        if trial.picture is not None:
            counts[names[trial.picture]][trial.block] += 1
    return counts


@settings(deadline=None, max_examples=60)
@given(sets, all_settings)
def test_every_picture_is_shown_as_often_as_planned(
    pictures: list[Picture], wanted: ProtocolSettings
) -> None:
    plan = planned(pictures, wanted)
    repeats = plan.settings.repeats
    counts = Counter(shown(plan))
    if wanted.paradigm != "calibration":
        assert repeats == wanted.repeats
        assert counts == dict.fromkeys(range(len(pictures)), repeats)
        return
    concepts = Counter(pictures[k].concept for k in shown(plan))
    assert set(concepts.values()) == {repeats}
    assert len(concepts) == len({p.concept for p in pictures})
    of_concept: dict[str, list[int]] = {}
    for place, picture in enumerate(pictures):
        of_concept.setdefault(picture.concept, []).append(counts[place])
    assert all(max(each) - min(each) <= 1 for each in of_concept.values())


@settings(deadline=None, max_examples=60)
@given(sets, all_settings)
def test_nothing_follows_itself(pictures: list[Picture], wanted: ProtocolSettings) -> None:
    plan = planned(pictures, wanted)
    names: list[Hashable] = [p.key for p in pictures]
    if wanted.paradigm == "calibration":
        names = [p.concept for p in pictures]
    order = shown(plan)
    assert not [a for a, b in pairwise(order) if names[a] == names[b]]


@settings(deadline=None, max_examples=60)
@given(sets, all_settings)
def test_categories_and_pictures_are_spread_over_blocks(
    pictures: list[Picture], wanted: ProtocolSettings
) -> None:
    plan = planned(pictures, wanted)
    for names in ([p.category for p in pictures], [p.concept for p in pictures]):
        for name, counts in block_counts(plan, names).items():
            if plan.n_blocks == 1 or sum(counts) < 2:
                continue
            assert max(counts) < sum(counts), f"{name} lies in one block"
            if len(pictures) > 2:  # two pictures take turns
                assert max(counts) - min(counts) <= 1
    lengths = Counter(t.block for t in plan.trials if t.picture is not None)
    assert max(lengths.values()) - min(lengths.values()) <= 1
    assert max(lengths.values()) <= wanted.block_trials


@settings(deadline=None, max_examples=60)
@given(sets, all_settings, st.sampled_from([0.0, 1 / 60, 1 / 144]))
def test_times_add_up_and_jitter_keeps_its_limits(
    pictures: list[Picture], wanted: ProtocolSettings, frame_s: float
) -> None:
    plan = planned(pictures, wanted, frame_s)
    assert plan.steps[0].start_s == 0
    assert all(math.isclose(a.end_s, b.start_s) for a, b in pairwise(plan.steps))
    frames = 3 + 2 * len(plan.trials) + 2 * plan.n_blocks
    on_off = sum(t.on_s + t.off_s for t in plan.trials)
    fixed = LEAD_S[wanted.paradigm] * plan.n_blocks + wanted.break_s * (plan.n_blocks - 1)
    assert plan.length_s == pytest.approx(on_off + fixed, abs=frame_s * frames + 1e-6)
    for trial in plan.trials:
        assert wanted.on_s - 1e-6 <= trial.on_s <= wanted.on_s + frame_s
        most = wanted.off_s + wanted.jitter_s + frame_s
        assert wanted.off_s - 1e-6 <= trial.off_s <= most + 1e-9
        if frame_s:
            assert trial.off_s / frame_s == pytest.approx(round(trial.off_s / frame_s))
    if wanted.paradigm == "calibration":
        assert plan.length_s <= MAX_CALIBRATION_S


@settings(deadline=None, max_examples=60)
@given(sets, all_settings)
def test_targets_are_rare_and_never_first_or_in_a_row(
    pictures: list[Picture], wanted: ProtocolSettings
) -> None:
    plan = planned(pictures, wanted)
    every = wanted.target_every
    assert plan.n_targets == (len(shown(plan)) // every if every else 0)
    trials = plan.trials
    for place, trial in enumerate(trials):
        if trial.picture is None:
            assert place
            assert trials[place - 1].picture is not None
            assert trials[place - 1].block == trial.block


@settings(deadline=None, max_examples=20)
@given(sets, all_settings)
def test_a_seed_means_one_plan(pictures: list[Picture], wanted: ProtocolSettings) -> None:
    assert planned(pictures, wanted) == planned(pictures, wanted)


def test_another_seed_means_another_order() -> None:
    pictures = picture_set(5, 10)
    orders = {tuple(shown(make_plan(pictures, ProtocolSettings(seed=seed)))) for seed in range(10)}
    assert len(orders) == 10


def test_two_pictures_take_turns() -> None:
    pictures = picture_set(2, 1)
    for repeats in range(1, 40):
        wanted = ProtocolSettings(repeats=repeats, block_trials=10)
        order = shown(make_plan(pictures, wanted))
        assert all(a != b for a, b in pairwise(order))


def test_a_calibration_run_takes_as_many_rounds_as_fit_into_15_minutes() -> None:
    pictures = picture_set(10, 20)
    wanted = msgspec.structs.replace(PRESETS["calibration"], repeats=50)
    plan = make_plan(pictures, wanted)
    longer = msgspec.structs.replace(wanted, paradigm="slow", repeats=4)
    assert plan.settings.repeats == 3
    assert plan.length_s <= MAX_CALIBRATION_S < make_plan(pictures, longer).length_s


def test_a_calibration_of_too_many_concepts_is_refused_with_its_length() -> None:
    with pytest.raises(AppError, match=r"1000 is not allowed: one round lasts .* minutes and 15"):
        make_plan(picture_set(10, 100), PRESETS["calibration"])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"off_s": 0.5}, "off_s: 0.5 is not allowed: 0.7 to 10 in the slow"),
        ({"on_s": 0.1}, "on_s: 0.1 is not allowed: 0.3 to 10"),
        ({"on_s": math.nan}, "on_s"),
        ({"repeats": 0}, "repeats: 0"),
        ({"fade_s": 0.3}, "fade_s: 0.3 is not allowed: at most half"),
        ({"paradigm": "rapid", "brightness": 0.8}, "brightness: 0.8 is not allowed: 0.1 to 0.5"),
        ({"repeats": 100, "seed": -1}, "seed: -1"),
    ],
)
def test_settings_out_of_their_limits_are_named(change: dict[str, object], words: str) -> None:
    wanted = msgspec.structs.replace(ProtocolSettings(), **change)
    with pytest.raises(AppError, match=words):
        make_plan(picture_set(2, 2), wanted)


def test_one_picture_cannot_be_repeated() -> None:
    with pytest.raises(AppError, match="pictures: 1 is not allowed: at least 2"):
        make_plan(picture_set(1, 1), ProtocolSettings())
    with pytest.raises(AppError, match="pictures: 0"):
        make_plan([], ProtocolSettings())
    with pytest.raises(AppError, match="repeats: 100 is not allowed: at most 66"):
        make_plan(picture_set(3, 100), ProtocolSettings(repeats=100))


def test_presets_are_within_their_limits() -> None:
    pictures = picture_set(5, 10)
    for paradigm, preset in PRESETS.items():
        assert preset.paradigm == paradigm
        assert preset.fade_s <= max_fade_s(preset)
        plan = make_plan(pictures, preset)
        if paradigm != "rapid":
            assert min(t.off_s for t in plan.trials) >= MIN_SLOW_OFF_S
