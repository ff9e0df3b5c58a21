"""What the simulated participant looks at, and what it makes of it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from shared.neuro.scenes.concepts import concepts
from shared.neuro.scenes.scene import scene_of
from worker.neuro.simulation import meaning_table
from worker.neuro.simulation.meanings import MEANING, keys, meanings
from worker.neuro.simulation.pictures import (
    CONCEPTS,
    describe,
    description_of,
    draw,
    meaning_of_picture,
)


def meaning_of(concept: int) -> np.ndarray:
    return np.array(meanings()["concept", concepts()[concept].concept])


def _near(vectors: np.ndarray) -> tuple[float, float]:
    """Mean correlation of concepts of one category, and of different ones."""
    alike = np.corrcoef(vectors)
    names = np.array([each.category for each in concepts()])
    same = names[:, None] == names
    return float(alike[same & ~np.eye(len(names), dtype=bool)].mean()), float(alike[~same].mean())


def test_pictures_are_the_scenes_and_show_every_concept() -> None:
    assert len(concepts()) == CONCEPTS
    assert {draw(number).concept for number in range(0, CONCEPTS, 20)} == set(
        range(0, CONCEPTS, 20)
    )
    picture, again = draw(17), draw(17 + CONCEPTS)
    np.testing.assert_array_equal(picture.pixels, draw(17).pixels)
    assert picture.concept == again.concept
    assert concepts()[17].concept in picture.caption
    assert (picture.pixels != again.pixels).mean() > 0.5
    assert 0.01 < picture.mask.mean() < 0.5


def test_contrast_is_where_the_thing_is_and_look_tells_colours() -> None:
    masks, contrasts = [], []
    for number in range(0, 120, 2):
        masks.append(draw(number).mask.reshape(8, 8, 8, 8).mean(axis=(1, 3)).ravel())
        contrasts.append(description_of(number).contrast.ravel())
    assert np.corrcoef(np.ravel(masks), np.ravel(contrasts))[0, 1] > 0.4
    red, blue = (np.full((64, 64, 3), colour, np.uint8) for colour in ([200, 0, 0], [0, 0, 200]))
    none = np.zeros(MEANING)
    assert describe(red, none).look[0] > 0.5 > abs(describe(blue, none).look[0])
    assert describe(blue, none).look[1] > 0.5
    np.testing.assert_allclose(describe(red, none).contrast, 0, atol=1e-9)


def test_what_is_kept_of_pictures_is_what_is_seen_in_them() -> None:
    for number in (*range(0, CONCEPTS, 7), CONCEPTS - 1, CONCEPTS):
        known, seen = description_of(number), describe(draw(number).pixels, meaning_of(0))
        np.testing.assert_allclose(known.contrast, seen.contrast, atol=1e-6)
        np.testing.assert_allclose(known.look, seen.look, atol=1e-6)
        np.testing.assert_array_equal(known.meaning, meaning_of_picture(number))


def test_concepts_of_a_category_are_near_in_meaning() -> None:
    vectors = np.array([meaning_of(concept) for concept in range(CONCEPTS)])
    np.testing.assert_allclose(vectors.mean(axis=0), 0, atol=0.01)
    np.testing.assert_allclose(vectors.std(axis=0), 1, atol=0.01)
    same, others = _near(vectors)
    assert same > others + 0.3


def test_pictures_of_a_concept_mean_nearly_the_same() -> None:
    one, other = meaning_of_picture(5), meaning_of_picture(5 + CONCEPTS)
    apart = np.linalg.norm(one - other)
    assert 0 < apart < 0.1 * np.linalg.norm(meaning_of(5) - meaning_of(200))
    assert scene_of(5).background != scene_of(5 + CONCEPTS).background


def test_the_table_is_made_of_what_a_text_model_says() -> None:
    def embed(texts: Sequence[str]) -> np.ndarray:
        return np.sum([[_word(text, place) for text in texts] for place in range(3)], axis=0)

    def _word(text: str, place: int) -> np.ndarray:
        words = text.replace(",", "").split()
        digest = hashlib.sha256(words[-1 - place % len(words)].encode()).digest()
        return np.random.default_rng(list(digest[:8])).normal(size=40)

    table = meaning_table.make_table(embed)
    assert list(table) == keys()
    own = np.array([table["concept", each.concept] for each in concepts()])
    np.testing.assert_allclose(own.std(axis=0), 1, atol=1e-9)
    assert meaning_table.as_csv(table).count(b"\n") == len(keys()) + 1
    assert list(meanings()) == keys()
