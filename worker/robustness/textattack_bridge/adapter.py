"""TextAttack's transformations and constraints as parts of our attacks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

from shared.errors import AppError
from shared.robustness.prompt import replaced
from worker.robustness.attacks.registry import (
    TEXTATTACK,
    AttackKind,
    Change,
    Constraint,
    Order,
    Transformation,
    WordsInPlay,
    attack_kind,
)
from worker.robustness.lexicon.neighbours import word_vectors
from worker.robustness.textattack_bridge.draws import draws_from
from worker.robustness.textattack_bridge.offline import load_textattack


@dataclass(frozen=True)
class Pieces:
    """An attack of TextAttack without its model: its own transformation and constraints.

    Attributes
    ----------
    transformation : textattack.transformations.Transformation
    constraints : tuple of textattack.constraints.Constraint
    places : tuple of textattack.constraints.PreTransformationConstraint
        Beside the locks of words.
    """

    transformation: Any
    constraints: tuple[Any, ...] = ()
    places: tuple[Any, ...] = ()
    order: Order = "delete"


@cache
def pieces_of(name: str) -> Pieces:
    """TextAttack's parts of an attack, or any of its transformations by the name of its class.

    Raises
    ------
    AppError
        `bad_field` for a name that is not there or needs more than its name, `missing_package`.
    """
    load_textattack()
    import textattack.transformations as known
    from textattack.constraints.pre_transformation import StopwordModification

    made = {"deepwordbug": _deepwordbug, "textbugger": _textbugger, "textfooler": _textfooler}
    if name in made:
        return made[name]()
    kind = getattr(known, name, None)
    if not (isinstance(kind, type) and issubclass(kind, known.Transformation)):
        limit = f"{', '.join(made)} or a class of textattack.transformations"
        raise AppError("bad_field", field="attack", value=TEXTATTACK + name, limit=limit)
    try:
        transformation = kind()
    except TypeError as error:
        limit = f"a transformation that needs no settings ({error})"
        raise AppError("bad_field", field="attack", value=TEXTATTACK + name, limit=limit) from error
    return Pieces(transformation, places=(StopwordModification(),))


@cache
def textattack_kind(name: str) -> AttackKind:
    """The attack `textattack:NAME` for our searches.

    Raises
    ------
    AppError
        As `pieces_of`.
    """
    short = name.removeprefix(TEXTATTACK)
    pieces = pieces_of(short)
    native = {"deepwordbug": "character", "textbugger": "character", "textfooler": "word"}
    rules = attack_kind(short).places if short in native else ()
    return AttackKind(
        name,
        "word" if short not in native else attack_kind(short).level,
        transformation_of(pieces.transformation),
        tuple(constraint_of(one) for one in pieces.constraints),
        order=pieces.order,
        places=rules,
        about=f"TextAttack's own {type(pieces.transformation).__name__}.",
    )


def transformation_of(theirs: Any) -> Transformation:
    """One of TextAttack's transformations, drawing from the search's own numbers."""

    def offer(play: WordsInPlay, place: int, rng: Random) -> tuple[str, ...]:
        text, index = _attacked(play, place)
        if index is None:
            return ()
        begin = _begin(play, place)
        tail = len(text.text) - begin - len(play.word(place))
        with draws_from(rng):
            made = theirs(text, indices_to_modify=[index])
        return tuple(
            one.text[begin : len(one.text) - tail]
            for one in made
            if one.text[:begin] == text.text[:begin]
        )

    return offer


def constraint_of(theirs: Any) -> Constraint:
    """One of TextAttack's constraints, against the prompt before any change or as it is now."""

    def check(play: WordsInPlay, changes: Sequence[Change]) -> list[bool]:
        from textattack.shared import AttackedText

        original = AttackedText(play.prompt)
        kept = []
        for one in changes:
            text, index = _attacked(play, one.place)
            if index is None:
                kept.append(False)
                continue
            after = text.replace_word_at_index(index, one.text)
            reference = original if theirs.compare_against_original else text
            kept.append(bool(theirs._check_constraint(after, reference)))
        return kept

    return check


def free_words(play: WordsInPlay) -> Any:
    """A pre-transformation constraint that keeps TextAttack's searches off our locked words."""
    from textattack.constraints import PreTransformationConstraint

    found = [_attacked(play, place)[1] for place in play.free]
    indices = {index for index in found if index is not None}

    class FreeWords(PreTransformationConstraint):  # type: ignore[misc]
        def _get_modifiable_indices(self, current_text: Any) -> set[int]:
            return set(current_text.convert_from_original_idxs(indices))

    return FreeWords()


def embedding() -> Any:
    """Our vectors as TextAttack's `WordEmbedding`."""
    return _embedding()


@cache
def _embedding() -> Any:
    from textattack.shared import AbstractWordEmbedding

    ours = word_vectors()

    class OurEmbedding(AbstractWordEmbedding):  # type: ignore[misc]
        def __getitem__(self, index: str | int) -> Any:
            row = self.word2index(index) if isinstance(index, str) else index
            return ours.vectors[row]

        def word2index(self, word: str) -> int:
            return ours.places[word]

        def index2word(self, index: int) -> str:
            return ours.words[index]

        def nearest_neighbours(self, index: int, topn: int) -> list[int]:
            return [ours.places[word] for word in ours.nearest(ours.words[index], topn)]

        def get_cos_sim(self, a: str | int, b: str | int) -> float:
            return float(self[a] @ self[b])

        def get_mse_dist(self, a: str | int, b: str | int) -> float:
            return float(((self[a] - self[b]) ** 2).sum())

    return OurEmbedding()


def _deepwordbug() -> Pieces:
    import textattack.transformations as known
    from textattack.constraints.overlap import LevenshteinEditDistance
    from textattack.constraints.pre_transformation import StopwordModification

    swaps = [
        known.WordSwapNeighboringCharacterSwap(),
        known.WordSwapRandomCharacterSubstitution(),
        known.WordSwapRandomCharacterDeletion(),
        known.WordSwapRandomCharacterInsertion(),
    ]
    composite = known.CompositeTransformation(swaps)
    return Pieces(composite, (LevenshteinEditDistance(30),), (StopwordModification(),), "unk")


def _textbugger() -> Pieces:
    import textattack.transformations as known
    from textattack.constraints.pre_transformation import StopwordModification

    inner: dict[str, Any] = {"random_one": True, "skip_first_char": True, "skip_last_char": True}
    swaps = [
        known.WordSwapRandomCharacterInsertion(letters_to_insert=" ", **inner),
        known.WordSwapRandomCharacterDeletion(**inner),
        known.WordSwapNeighboringCharacterSwap(**inner),
        known.WordSwapHomoglyphSwap(),
        known.WordSwapEmbedding(max_candidates=5, embedding=embedding()),
    ]
    places = (StopwordModification(),)
    return Pieces(known.CompositeTransformation(swaps), (_minilm(0.8, "cosine"),), places)


def _textfooler() -> Pieces:
    import textattack.transformations as known
    from textattack.constraints.pre_transformation import StopwordModification
    from textattack.constraints.semantics import WordEmbeddingDistance

    from worker.robustness.lexicon.stop_words import stop_words

    return Pieces(
        known.WordSwapEmbedding(max_candidates=50, embedding=embedding()),
        (
            WordEmbeddingDistance(min_cos_sim=0.6, embedding=embedding()),
            _minilm(
                0.840845057,
                "angular",
                compare_against_original=False,
                window_size=15,
                skip_text_shorter_than_window=True,
            ),
        ),
        (StopwordModification(stopwords=stop_words("textfooler")),),
    )


def _minilm(least: float, metric: str, **options: Any) -> Any:
    """TextAttack's constraint on sentence vectors, with MiniLM's."""
    import torch
    from textattack.constraints.semantics.sentence_encoders.sentence_encoder import SentenceEncoder

    from worker.robustness.lexicon.sentences import encode

    class MiniLm(SentenceEncoder):  # type: ignore[misc]
        def encode(self, sentences: Sequence[str]) -> Any:
            return torch.tensor(encode(sentences))

        @property
        def model(self) -> Any:
            return self

    return MiniLm(threshold=least, metric=metric, **options)


def _attacked(play: WordsInPlay, place: int) -> tuple[Any, int | None]:
    """The prompt as TextAttack has it, and which of its words stands at a place of ours."""
    from textattack.shared import AttackedText

    text, begin, word = AttackedText(play.text), _begin(play, place), play.word(place)
    for index, other in enumerate(text.words):
        if other == word and text._text_index_of_word_index(index) == begin:
            return text, index
    return text, None


def _begin(play: WordsInPlay, place: int) -> int:
    """Where the word at a place begins in the prompt as it is now."""
    before = {one: text for one, text in play.edits.items() if one < place}
    return len(replaced(play.prompt[: play.words[place].begin], play.words[:place], before))
