"""What the EEG workspace says: complete in both languages, and by code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import get_args

import pytest
from PySide6.QtWidgets import QApplication

from desktop.i18n import ROOT, unfinished
from desktop.neuro.events import event_of, is_told
from desktop.neuro.notice_words import notice_words, reason_words
from desktop.neuro.words import event_words, phase_words, slot_time
from desktop.widgets.language import Translation
from shared.neuro.acquisition import Notice, Phase
from shared.neuro.notice_sentences import NOTICE_SENTENCES, notice_sentence
from shared.neuro.quality import Reason

PARAMS: dict[str, object] = {
    "seconds": 2.0, "name": "Cap", "what": "channel count,channel order", "source_id": "cap-1",
    "channels": "A, B", "count": 3, "reason": "busy", "label": "C3", "reasons": "flat,line",
    "rate_hz": 249.97,
}  # fmt: skip


@pytest.fixture
def chinese(qapp: QApplication) -> Iterator[None]:
    translation = Translation(qapp)
    translation.use("zh_CN")
    yield
    translation.use("en")


def params_of(code: str) -> dict[str, object]:
    return {key: PARAMS[key] for key in re.findall(r"\{(\w+)\}", NOTICE_SENTENCES[code])}


def contexts() -> set[str]:
    """The contexts of all strings of the EEG workspace."""
    found = {"Eeg", "Notices"}
    for path in (ROOT / "desktop" / "neuro").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        found |= set(re.findall(r"^class (\w+)", text, re.MULTILINE))
        found |= set(re.findall(r"""translate\(\s*["'](\w+)["']""", text))
    return found


def test_every_string_of_eeg_is_translated() -> None:
    ours = contexts()
    assert not [entry for entry in unfinished("zh_CN") if entry[0] in ours]


@pytest.mark.parametrize("code", list(NOTICE_SENTENCES))
def test_a_notice_is_said_in_english_as_the_command_line_says_it(code: str) -> None:
    params = params_of(code)
    said = notice_words(code, params)  # type: ignore[arg-type]
    assert said is not None
    assert "{" not in said
    if not {"seconds", "reasons", "what"} & set(params):
        assert said == notice_sentence(code, params)  # type: ignore[arg-type]


@pytest.mark.parametrize("code", list(NOTICE_SENTENCES))
def test_a_notice_is_said_in_chinese(code: str, chinese: None) -> None:
    said = notice_words(code, params_of(code))  # type: ignore[arg-type]
    assert said is not None
    assert re.search(r"[\u4e00-\u9fff]", said)
    assert "{" not in said


@pytest.mark.parametrize(
    ("kind", "params"),
    [
        ("gap", {"count": 7}), ("found", {"count": 7}), ("duplicate", {"count": 7}),
        ("late", {"count": 7}), ("disorder", {"count": 7}), ("bad_time", {"count": 7}),
        ("clock_jump", {"seconds": -2.0}), ("rate", {"rate_hz": 249.97}),
    ],
)  # fmt: skip
def test_an_event_of_the_time_line_is_said_with_its_figure(
    kind: str, params: dict[str, float]
) -> None:
    notice = Notice(seq=1, kind=kind, text="as it was told", code=kind, params=params)
    said = event_words(event_of(notice))
    assert said != "as it was told"
    assert any(figure in said for figure in ("7", "-2.000", "249.97"))


def test_what_has_no_translation_stays_as_it_was_told() -> None:
    told = Notice(seq=1, kind="new", text="Something new.", code="unheard_of", params={})
    assert event_words(event_of(told)) == "Something new."


def test_a_notice_without_its_parameters_stays_as_it_was_told() -> None:
    told = Notice(seq=1, kind="lost", text="Gone.", code="stream_lost", params={})
    assert event_words(event_of(told)) == "Gone."


@pytest.mark.parametrize(
    ("kind", "code", "at_once"),
    [
        ("stalled", "no_samples", True), ("refused", "stream_changed", True),
        ("room", "disk_room", True), ("other", "stream_stranger", True),
        ("other", "no_source_id", False), ("gap", "gap", False), ("quality", "channel_bad", False),
    ],
)  # fmt: skip
def test_only_what_needs_somebody_is_shown_at_once(kind: str, code: str, at_once: bool) -> None:
    told = event_of(Notice(seq=1, kind=kind, text="", code=code))
    assert is_told(told) == at_once


def test_every_phase_and_reason_has_words() -> None:
    for phase in get_args(Phase):
        words, _ = phase_words(phase, online=True)
        assert words
    for reason in get_args(Reason):
        assert reason_words(reason) != reason


def test_times_are_given_to_a_tenth() -> None:
    assert slot_time(3850, 250.0) == "0:15.4"
    assert slot_time(180_749.9 * 250 / 250, 250.0) == "12:03.0"
    assert slot_time(10, 0.0) == ""
