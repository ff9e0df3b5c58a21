"""Several words at once, drawn at random: finds what no single change leads to."""

from __future__ import annotations

from random import Random

from worker.robustness.attacks.registry import WordsInPlay
from worker.robustness.scheduling.wave import Found, Search, Wave
from worker.robustness.search.candidates import Attacker, changes_at, places_of
from worker.robustness.search.objectives import Objective, errors, first_best

ROUNDS, WAVE = 8, 16
_MOST_CHANGED = 0.6  # of all words that may be changed


def random_edits(
    kind: Attacker,
    play: WordsInPlay,
    seed: int,
    value: Objective = errors,
    rounds: int = ROUNDS,
) -> Search:
    """In turn, prompts with other edits and variants of the best one so far."""
    rng = Random(f"{seed}/random edits/{kind.name}")  # noqa: S311 - a draw, not a secret
    draw = _Draw(kind, play, seed, rng)
    best = play
    scores = yield Wave((play.text,), play.text, "the prompt itself", rounds * WAVE)
    if scores.over or not draw.places:
        return Found(play.text)
    level = float(value(scores)[0])
    for number in range(rounds):
        varied = number % 2 == 1 and bool(best.edits)
        some = [draw.variant(best) if varied else draw.fresh() for _ in range(WAVE)]
        plays = list({one.text: one for one in some if one.edits}.values())
        if not plays:
            continue
        about = f"draw {number + 1} of {rounds}"
        prompts = tuple(one.text for one in plays)
        scores = yield Wave(prompts, best.text, about, (rounds - number - 1) * WAVE)
        if len(scores):
            values = value(scores)
            top = first_best(values)
            if values[top] > level:
                level, best = float(values[top]), plays[top]
        if scores.over:
            break
    return Found(best.text)


class _Draw:
    """Makes prompts with several edits."""

    def __init__(self, kind: Attacker, play: WordsInPlay, seed: int, rng: Random) -> None:
        self._kind, self._play, self._seed, self._rng = kind, play, seed, rng
        self.places = places_of(kind, play)
        self._most = min(len(self.places), max(2, round(_MOST_CHANGED * len(self.places))))

    def fresh(self) -> WordsInPlay:
        """Some words changed, any number up to the limit."""
        count = self._rng.randint(1, self._most)
        return self._edited(self._play, self._rng.sample(self.places, count))

    def variant(self, best: WordsInPlay) -> WordsInPlay:
        """One edit of the best taken back, and another word or two changed."""
        kept = dict(best.edits)
        del kept[self._rng.choice(sorted(kept))]
        play = WordsInPlay(best.prompt, best.words, kept, best.labels)
        left = [place for place in self.places if place not in kept]
        count = min(len(left), self._rng.randint(1, 2))
        return self._edited(play, self._rng.sample(left, count))

    def _edited(self, play: WordsInPlay, places: list[int]) -> WordsInPlay:
        for place in places:
            changes = changes_at(self._kind, play, place, self._seed)
            if changes:
                play = play.with_edit(place, self._rng.choice(changes).text)
        return play
