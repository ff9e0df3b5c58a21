"""A causal language model of transformers, on this machine."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shared.errors import AppError
from worker.lm.batches import Batch, batches_of
from worker.lm.language_model import Ability, AnswerScore, Pair, Question
from worker.lm.options import OptionTree
from worker.lm.tokens import Tokens, tokens_of

MOST_TOKENS, MOST_ROWS = 4096, 64


@dataclass
class CausalModel:
    """See `worker.lm.language_model.LanguageModel`.

    Attributes
    ----------
    model : transformers.PreTrainedModel
        In evaluation mode, on `device`.
    tokenizer : transformers.PreTrainedTokenizerBase
    fingerprint : str
    longest : int
        Tokens of prompt and answer.
    """

    model: Any
    tokenizer: Any
    fingerprint: str
    device: str = "cpu"
    longest: int = 2048
    shares_prefixes: bool = True
    ability: Ability = "full"

    def score(self, pairs: Sequence[Pair]) -> list[AnswerScore]:
        """Exact log-probabilities; rows that begin alike share that part's keys and values."""
        import torch

        coded = [tokens_of(self.tokenizer, pair, self.longest) for pair in pairs]
        found: list[AnswerScore | None] = [None] * len(coded)
        with torch.inference_mode():
            for batch in self._batches(coded):
                for row, value in zip(batch.rows, self._answers(coded, batch), strict=True):
                    found[row] = AnswerScore(value, len(coded[row].ids) - coded[row].begin)
        return [score for score in found if score is not None]

    def choose(self, questions: Sequence[Question]) -> list[tuple[float, ...]]:
        """As constrained decoding sees the options: token by token up to where they differ."""
        trees = [self._tree(question) for question in questions]
        asked = [(number, at) for number, tree in enumerate(trees) for at in tree.forks]
        texts = [trees[number].sequence(at) for number, at in asked]
        wanted = [trees[number].forks[at] for number, at in asked]
        told: list[dict[tuple[int, ...], dict[int, float]]] = [{} for _ in trees]
        for (number, at), values in zip(asked, self._next(texts, wanted), strict=True):
            told[number][at] = values
        return [tree.totals(values) for tree, values in zip(trees, told, strict=True)]

    def generate(
        self, prompts: Sequence[str], max_tokens: int, stop: tuple[str, ...] = ("\n",)
    ) -> list[str]:
        """One prompt after the other: answers are short, and padding would change them."""
        import torch

        written = []
        for prompt in prompts:
            ids = self.tokenizer(prompt, return_tensors="pt")["input_ids"].to(self.device)
            with torch.inference_mode():
                made = self.model.generate(
                    input_ids=ids,
                    attention_mask=torch.ones_like(ids),
                    max_new_tokens=max_tokens,
                    do_sample=False,
                    pad_token_id=self.tokenizer.eos_token_id,
                    tokenizer=self.tokenizer,
                    stop_strings=list(stop) or None,
                )
            new = made[0, ids.shape[1] :]
            written.append(cut_at(self.tokenizer.decode(new, skip_special_tokens=True), stop))
        return written

    def count_tokens(self, text: str) -> int:
        """Tokens of a text."""
        return len(self.tokenizer(text)["input_ids"])

    # --- passes -----------------------------------------------------------------------------------

    def _batches(self, coded: Sequence[Tokens]) -> list[Batch]:
        # Of a shared part no logits are kept: the token before the answer has to be outside.
        limits = [one.begin - 1 if self.shares_prefixes else 0 for one in coded]
        return batches_of([one.ids for one in coded], limits, MOST_TOKENS, MOST_ROWS)

    def _answers(self, coded: Sequence[Tokens], batch: Batch) -> list[float]:
        import torch

        rows = [coded[row] for row in batch.rows]
        first = min(one.begin for one in rows) - 1 - batch.prefix
        last = max(len(one.ids) for one in rows) - 1 - batch.prefix
        logits = self._logits(rows, batch.prefix, torch.arange(first, last))
        found = []
        for place, one in enumerate(rows):
            at = slice(
                one.begin - 1 - batch.prefix - first, len(one.ids) - 1 - batch.prefix - first
            )
            shares = torch.log_softmax(logits[place, at].float(), dim=-1)
            answer = torch.tensor(one.ids[one.begin :], device=shares.device)
            found.append(float(shares.gather(1, answer[:, None]).double().sum()))
        return found

    def _next(
        self, texts: Sequence[tuple[int, ...]], wanted: Sequence[tuple[int, ...]]
    ) -> list[dict[int, float]]:
        """Log-probabilities of the tokens `wanted` right after each text."""
        import torch

        found: list[dict[int, float]] = [{} for _ in texts]
        coded = [Tokens(ids, len(ids)) for ids in texts]
        with torch.inference_mode():
            for batch in self._batches(coded):
                rows = [coded[row] for row in batch.rows]
                ends = torch.tensor([len(one.ids) - 1 - batch.prefix for one in rows])
                kept, place = torch.unique(ends, return_inverse=True)
                logits = self._logits(rows, batch.prefix, kept)
                for number, row in enumerate(batch.rows):
                    shares = torch.log_softmax(logits[number, place[number]].float(), dim=-1)
                    found[row] = {token: float(shares[token]) for token in wanted[row]}
        return found

    def _logits(self, rows: Sequence[Tokens], prefix: int, kept: Any) -> Any:
        """Logits [B, K, V] at the places `kept` [K] after the prefix.

        Rows are padded on the right, where no token of theirs can look.
        """
        import torch

        width = max(len(one.ids) for one in rows) - prefix
        ids = torch.zeros(len(rows), width, dtype=torch.int64)
        for place, one in enumerate(rows):
            ids[place, : len(one.ids) - prefix] = torch.tensor(one.ids[prefix:])
        given: dict[str, Any] = {"input_ids": ids.to(self.device), "use_cache": False}
        if prefix:
            given |= self._prefix(rows[0].ids[:prefix], len(rows), width)
        if "logits_to_keep" in inspect.signature(self.model.forward).parameters:
            return self.model(**given, logits_to_keep=kept.to(self.device)).logits
        return self.model(**given).logits[:, kept]

    def _prefix(self, ids: tuple[int, ...], rows: int, width: int) -> dict[str, Any]:
        import torch

        given = torch.tensor([ids], device=self.device)
        cache = self.model(input_ids=given, use_cache=True).past_key_values
        cache.batch_repeat_interleave(rows)
        position = torch.arange(len(ids), len(ids) + width, device=self.device)
        return {"past_key_values": cache, "cache_position": position, "use_cache": True}

    def _tree(self, question: Question) -> OptionTree:
        if len(set(question.options)) < 2:
            limit = "at least two different options"
            value = ", ".join(question.options) or "nothing"
            raise AppError("bad_field", field="options", value=value, limit=limit)
        coded = [
            tokens_of(self.tokenizer, Pair(question.prompt, option), self.longest)
            for option in question.options
        ]
        return OptionTree.of([one.ids for one in coded], min(one.begin for one in coded))


def cut_at(text: str, stop: tuple[str, ...]) -> str:
    """The text up to the first of the stop texts."""
    ends = [place for each in stop if (place := text.find(each)) >= 0]
    return text[: min(ends)] if ends else text
