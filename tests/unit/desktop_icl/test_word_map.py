"""The map of texts: words that are shared make neighbours, and the same texts the same picture."""

from __future__ import annotations

import numpy as np

from desktop.icl.word_map import fit

SPORT = [f"the match {n} ended after a penalty for the club" for n in range(20)]
MONEY = [f"shares {n} of the bank fell when the dividend was cut" for n in range(20)]


def test_topics_lie_apart() -> None:
    found = fit([*SPORT, *MONEY])
    places = found.place([*SPORT, *MONEY])
    sport, money = places[:20], places[20:]
    apart = np.linalg.norm(sport.mean(axis=0) - money.mean(axis=0))
    assert apart > 4 * max(sport[:, 0].std(), money[:, 0].std())
    near = found.place(["a late penalty decided the match"])[0]
    to_sport, to_money = (np.linalg.norm(near - part.mean(axis=0)) for part in (sport, money))
    assert to_sport < to_money
    assert 0.1 < found.explained <= 1


def test_the_same_texts_give_the_same_map() -> None:
    assert np.array_equal(fit(SPORT).place(MONEY), fit(SPORT).place(MONEY))


def test_no_text_gives_a_map_of_nothing() -> None:
    assert fit([]).place(["x"]).shape == (1, 2)
