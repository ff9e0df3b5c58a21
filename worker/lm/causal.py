"""A causal language model of transformers, on this machine."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from shared.errors import AppError
from worker.lm.generation import written
from worker.lm.language_model import Ability, AnswerScore, Pair, Prompt, Question
from worker.lm.options import OptionTree
from worker.lm.packs import Batch, Pack, batches_of, packs_of
from worker.lm.passes import Told, Wanted, told_by
from worker.lm.room import fitting, room_for
from worker.lm.sharing import can_share
from worker.lm.tokens import Tokens, all_tokens, prompt_tokens


@dataclass
class CausalModel:
    """See `worker.lm.language_model.LanguageModel`.

    `each_score`, `each_choice` and `each_text` tell the same part by part: rows and their answers,
    in the order in which they become known.

    Attributes
    ----------
    model : transformers.PreTrainedModel
        In evaluation mode, on `device`.
    tokenizer : transformers.PreTrainedTokenizerBase
    fingerprint : str
    longest : int
        Tokens of prompt and answer.
    shares_prefixes : bool
        Whether what texts begin with alike runs once, where the model is found able to.
    """

    model: Any
    tokenizer: Any
    fingerprint: str
    device: str = "cpu"
    longest: int = 2048
    shares_prefixes: bool = True
    ability: Ability = "full"
    _able: bool | None = field(default=None, init=False, repr=False)

    def score(self, pairs: Sequence[Pair]) -> list[AnswerScore]:
        """Exact log-probabilities; rows that begin alike share that part."""
        return _ordered(self.each_score(pairs), len(pairs))

    def choose(self, questions: Sequence[Question]) -> list[tuple[float, ...]]:
        """As constrained decoding sees the options: token by token up to where they differ."""
        return _ordered(self.each_choice(questions), len(questions))

    def generate(
        self, prompts: Sequence[str], max_tokens: int, stop: tuple[str, ...] = ("\n",)
    ) -> list[str]:
        """Greedily, many prompts at a time, each as if it were alone."""
        wanted = [Prompt(text, max_tokens, stop) for text in prompts]
        return _ordered(self.each_text(wanted), len(wanted))

    def each_score(
        self, pairs: Sequence[Pair]
    ) -> Iterator[tuple[tuple[int, ...], list[AnswerScore]]]:
        """See `score`."""
        wanted = [_after_answer(one) for one in all_tokens(self.tokenizer, pairs, self.longest)]
        for told in self._told(wanted):
            scores = [_summed(values) for values in told.values()]
            yield tuple(told), scores

    def each_choice(
        self, questions: Sequence[Question]
    ) -> Iterator[tuple[tuple[int, ...], list[tuple[float, ...]]]]:
        """See `choose`."""
        trees = option_trees(self, questions)
        asked = [(number, path) for number, tree in enumerate(trees) for path in tree.forks]
        wanted = [_at_fork(trees[number], path) for number, path in asked]
        known: list[dict[tuple[int, ...], dict[int, float]]] = [{} for _ in trees]
        done = [number for number, tree in enumerate(trees) if not tree.forks]
        if done:  # one option goes on where the other ends: there is nothing to choose
            yield tuple(done), [trees[number].totals({}) for number in done]
        for told in self._told(wanted):
            touched = dict.fromkeys(asked[row][0] for row in told)
            for row, values in told.items():
                number, path = asked[row]
                known[number][path] = dict(zip(wanted[row].after[0], values[0], strict=True))
            done = [one for one in touched if len(known[one]) == len(trees[one].forks)]
            if done:
                yield tuple(done), [trees[number].totals(known[number]) for number in done]

    def each_text(self, prompts: Sequence[Prompt]) -> Iterator[tuple[tuple[int, ...], list[str]]]:
        """See `generate`."""
        texts = prompt_tokens(self.tokenizer, prompts, self.longest)
        room = room_for(self.model, self.device, keeps=True)
        # Those that write as much are padded alike.
        longest = [
            (*text, *(0,) * one.max_tokens) for text, one in zip(texts, prompts, strict=True)
        ]
        for batch in batches_of(packs_of(longest, share=False), room.tokens, room.texts):
            rows = [text for pack in batch.packs for text in pack.texts]

            def write(some: Sequence[int]) -> list[str]:
                asked = [prompts[row] for row in some]
                return written(
                    self.model, self.tokenizer, [texts[row] for row in some], asked, self.device
                )

            for some, found in fitting(rows, write, self.device):
                yield tuple(some), found

    def count_tokens(self, text: str) -> int:
        """Tokens of a text."""
        return len(self.tokenizer(text)["input_ids"])

    # --- passes -----------------------------------------------------------------------------------

    def _told(self, wanted: Sequence[Wanted]) -> Iterator[dict[int, Told]]:
        if not wanted:
            return
        texts = [one.ids for one in wanted]
        room = room_for(self.model, self.device)
        share = self._shares(max(map(len, texts)))
        packs = packs_of(texts, share=share, most_texts=room.texts)

        def run(some: Sequence[Pack]) -> dict[int, Told]:
            return told_by(self.model, Batch(tuple(some)), wanted, self.device)

        for batch in batches_of(packs, room.tokens, room.texts):
            for _, told in fitting(batch.packs, run, self.device):
                yield told

    def _shares(self, longest: int) -> bool:
        if self._able is None:
            self._able = self.shares_prefixes and can_share(self.model, self.device)
        return self._able and longest <= _window(self.model)


def option_trees(model: CausalModel, questions: Sequence[Question]) -> list[OptionTree]:
    """The options of each question as a tree of the model's tokens.

    Raises
    ------
    AppError
        `bad_field` for a question with fewer than two options, or one that is too long.
    """
    for one in questions:
        if len(set(one.options)) < 2:
            limit = "at least two different options"
            value = ", ".join(one.options) or "nothing"
            raise AppError("bad_field", field="options", value=value, limit=limit)
    pairs = [Pair(one.prompt, option) for one in questions for option in one.options]
    coded = iter(all_tokens(model.tokenizer, pairs, model.longest))
    return [_tree([next(coded) for _ in one.options]) for one in questions]


def _tree(coded: Sequence[Tokens]) -> OptionTree:
    return OptionTree.of([one.ids for one in coded], min(one.begin for one in coded))


def _after_answer(text: Tokens) -> Wanted:
    """Each token of the answer after those before it; the last one need not be read."""
    return Wanted(
        text.ids[:-1], text.begin - 1, tuple((token,) for token in text.ids[text.begin :])
    )


def _at_fork(tree: OptionTree, path: tuple[int, ...]) -> Wanted:
    ids = tree.sequence(path)
    return Wanted(ids, len(ids) - 1, (tree.forks[path],))


def _summed(values: Told) -> AnswerScore:
    return AnswerScore(math.fsum(value for some in values for value in some), len(values))


def _ordered(parts: Iterator[tuple[tuple[int, ...], list[Any]]], count: int) -> list[Any]:
    found: list[Any] = [None] * count
    for rows, answers in parts:
        for row, answer in zip(rows, answers, strict=True):
            found[row] = answer
    return found


def _window(model: Any) -> float:
    """How far a token sees back, where that is not as far as there are tokens."""
    config = model.config.get_text_config()
    if not getattr(config, "use_sliding_window", True):
        return math.inf
    return getattr(config, "sliding_window", None) or math.inf
