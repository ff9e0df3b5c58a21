"""The same prompt in other words, which vote: a word that misleads stands in some of them only."""

from __future__ import annotations

from random import Random
from zlib import crc32

from worker.robustness.defences.defence import Defence, Guarded
from worker.robustness.defences.spelling import in_case_of
from worker.robustness.defences.vocabulary import Vocabulary

VIEWS = 5
_CHANGED, _DROPPED = 0.6, 0.5
# Words of instructions that mean the same to a model, in groups.
_GROUPS = """
please kindly
decide determine judge tell
classify categorize label
assess evaluate rate
analyze examine inspect study
identify recognize spot find
read consider
answer reply respond
choose pick select
give provide
write state
predict guess
review critique
text passage
sentence statement
question query
sentiment feeling emotion mood
tone attitude
opinion view
category class
movie film
following given
below next
correct right
whether if
expressed shown conveyed
overall general
two both
similar alike
meaning sense
grammatical well-formed
acceptable fine
implies entails
premise assumption
options choices
task job
""".strip().splitlines()
_SAME = {
    word: tuple(other for other in group.split() if other != word)
    for group in _GROUPS
    for word in group.split()
}
_FRAMES = ("{}", "Please do this. {}", "{}", "Read carefully. {}", "Here is a task. {}")


def paraphrase_defence(guarded: Guarded, vocabulary: Vocabulary, seed: int) -> Defence:
    """The prompt and four rewordings of it.

    Words that have others of the same meaning are exchanged by chance, words that are none are
    left out by chance, and some begin with a sentence more. The same prompt always gives the same.
    """

    def views(prompt: str) -> tuple[str, ...]:
        found = [prompt]
        for number in range(1, VIEWS):
            rng = Random(crc32(f"{seed} {number} {prompt}".encode()))  # noqa: S311 - a draw
            reworded = guarded.edited(prompt, lambda word, rng=rng: _other(word, rng, vocabulary))  # type: ignore[misc]
            found.append(_FRAMES[number].replace("{}", reworded, 1))
        return tuple(found)

    return Defence("paraphrase", views)


def _other(word: str, rng: Random, vocabulary: Vocabulary) -> str | None:
    chance = rng.random()
    same = _SAME.get(word.casefold())
    if same:
        return in_case_of(word, rng.choice(same)) if chance < _CHANGED else None
    return "" if chance < _DROPPED and not vocabulary.knows(word) else None
