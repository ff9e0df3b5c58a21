"""Attacks that replace words: TextFooler (Jin and others 2020), BERTAttack (Li and others 2020)."""

from __future__ import annotations

from random import Random

import numpy as np

from worker.robustness.attacks.constraints import (
    near_words,
    no_label,
    no_stop_word,
    same_part_of_speech,
    similar_prompt,
    similar_window,
)
from worker.robustness.attacks.registry import AttackKind, Transformation, WordsInPlay, register
from worker.robustness.lexicon import masked, sentences
from worker.robustness.lexicon.neighbours import in_case_of, synonyms, word_vectors
from worker.robustness.lexicon.sentences import Encode

NEIGHBOURS, WORD_COSINE, WINDOW_WORDS, WINDOW_SIMILAR = 50, 0.6, 15, 0.840845057
CANDIDATES, SIMILAR = 48, 0.8
_POOL = 64


def textfooler(play: WordsInPlay, place: int, _rng: Random) -> tuple[str, ...]:
    """The fifty nearest words by counter-fitted vectors."""
    word = play.word(place)
    near = (in_case_of(other, word) for other in word_vectors().nearest(word, NEIGHBOURS))
    return tuple(text for text in dict.fromkeys(near) if text != word)


def expected(play: WordsInPlay, place: int, rng: Random) -> tuple[str, ...]:
    """The 48 words that the masked language model thinks most likely at the place."""
    text, spans, word = play.text, spans_of(play), play.word(place)
    if text[slice(*spans[place])] != word:
        return ()  # a word was taken out with the space before it
    told = masked.expected_words(text, spans, CANDIDATES)
    if told is None:
        return _without_model(play, place, rng)
    cased = dict.fromkeys(in_case_of(other, word) for other in told[place])
    return tuple(other for other in cased if other != word)


def spans_of(play: WordsInPlay) -> tuple[tuple[int, int], ...]:
    """Where each word stands in the prompt as it is now."""
    spans, shift = [], 0
    for place, word in enumerate(play.words):
        length = len(play.word(place))
        spans.append((word.begin + shift, word.begin + shift + length))
        shift += length - (word.end - word.begin)
    return tuple(spans)


def fitting_words(by: Encode = sentences.encode) -> Transformation:
    """Near words and synonyms, the 48 that keep the prompt's sentence vector best."""

    def offer(play: WordsInPlay, place: int, _rng: Random) -> tuple[str, ...]:
        word = play.word(place)
        pool = dict.fromkeys((*synonyms(word), *word_vectors().nearest(word, _POOL)))
        cased = dict.fromkeys(in_case_of(other, word) for other in pool)
        found = [text for text in cased if text != word][:_POOL]
        if len(found) <= CANDIDATES:
            return tuple(found)
        texts = [play.with_edit(place, text).text for text in found]
        near = sentences.cosines(play.text, texts, by)
        order = np.argsort(-near, kind="stable")[:CANDIDATES]
        return tuple(found[n] for n in order)

    return offer


_without_model = fitting_words()
_MASKED = (
    "Replaces words by those that a masked language model expects in their places. Vitrine's is"
    " MiniLM with a head trained for it, much smaller than BERT; MiniLM also measures likeness,"
    " where the paper has the Universal Sentence Encoder."
)
_NEAR = (
    "BERTAttack's search and limits without BERT: the masked language model is missing"
    " (vitrine-worker train robustness-masked makes it), so near words and synonyms stand in for"
    " its suggestions, the 48 that MiniLM finds to fit the prompt best."
)

TEXTFOOLER = register(
    AttackKind(
        "textfooler",
        "word",
        textfooler,
        (
            no_label,
            near_words(WORD_COSINE),
            same_part_of_speech,
            similar_window(WINDOW_SIMILAR, WINDOW_WORDS),
        ),
        places=(no_stop_word("textfooler"),),
        about="Replaces words by near ones of the same part of speech. The vectors are GloVe's,"
        " counter-fitted by Vitrine; MiniLM measures likeness, where the paper has the Universal"
        " Sentence Encoder.",
    )
)
BERTATTACK = register(
    AttackKind(
        "bertattack",
        "word",
        expected,
        (no_label, similar_prompt(SIMILAR)),
        order="unk",
        places=(no_stop_word(),),
        about=_MASKED if masked.is_shipped() else _NEAR,
    )
)
