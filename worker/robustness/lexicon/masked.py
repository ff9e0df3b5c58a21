"""Words that a masked language model expects in the places of a prompt's words.

As in BERTAttack (Li and others 2020) a word that is one token of the model's stays where it is, and
what the model thinks likely at its place is taken; all such words of a prompt cost one run. Words
of several tokens are joined from what is likely for each, where that gives a word, and otherwise
masked as one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from worker.robustness.lexicon.neighbours import word_vectors
from worker.robustness.lexicon.stop_words import stop_words

FOLDER = Path(__file__).resolve().parents[3] / "resources" / "models" / "robustness-masked"
WEIGHTS = "model.safetensors"
# Texts are read in parts of so many tokens, whole words.
_PART_TOKENS, _BATCH = 254, 16
_JOINED, _MOST_TOKENS = 24, 4
Spans = tuple[tuple[int, int], ...]
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class MaskedModel:
    """A network of `worker.robustness.training.masked_network` with its tokenizer."""

    network: Any
    tokenizer: Any

    @cached_property
    def tokens(self) -> tuple[str, ...]:
        """The vocabulary, by id."""
        return tuple(self.tokenizer.convert_ids_to_tokens(range(len(self.tokenizer))))

    @cached_property
    def whole(self) -> npt.NDArray[np.int64]:
        """Ids of tokens that are words and carry meaning of their own."""
        stops = stop_words()
        return np.array(
            [n for n, one in enumerate(self.tokens) if _is_word(one) and one not in stops]
        )

    @cached_property
    def endings(self) -> npt.NDArray[np.int64]:
        """Ids of tokens that go on with a word."""
        return np.array([n for n, t in enumerate(self.tokens) if t[:2] == "##" and t[2:].isalpha()])

    def expected(self, text: str, spans: Spans, count: int) -> tuple[tuple[str, ...], ...]:
        """For the word at each span of a text: up to `count` others in small letters, the likely
        ones first; none for what is no word."""
        coded = self.tokenizer(text, add_special_tokens=False, return_offsets_mapping=True)
        ids, offsets = coded["input_ids"], coded["offset_mapping"]
        at = [_tokens_of(offsets, span) for span in spans]
        kept = self._kept(ids, offsets)
        several = [n for n, places in enumerate(at) if len(places) > 1]
        masked = dict(zip(several, self._masked(ids, [at[n] for n in several]), strict=True))
        found = []
        for n, (places, span) in enumerate(zip(at, spans, strict=True)):
            word = text[span[0] : span[1]].lower()
            told: list[str] = []
            if len(places) == 1:
                told = self._likely(kept[places[0]], count + 1)
            elif places:
                told = [*self._joined([kept[place] for place in places])[:_JOINED]]
                told += self._likely(masked[n], count + 1)
            others = dict.fromkeys(one for one in told if one != word)
            found.append(tuple(others)[:count])
        return tuple(found)

    def _likely(self, logits: Floats, count: int) -> list[str]:
        some = logits[self.whole]
        order = np.argsort(-some, kind="stable")[:count]
        return [self.tokens[one] for one in self.whole[order]]

    def _joined(self, logits: Sequence[Floats]) -> list[str]:
        """Likely tokens of each place, put together; only words that the lexicon knows."""
        if len(logits) > _MOST_TOKENS:
            return []
        made: list[tuple[float, str]] = [(0.0, "")]
        for number, some in enumerate(logits):
            ids = self.endings if number else self.whole
            best = ids[np.argsort(-some[ids], kind="stable")[:_JOINED]]
            parts = [(float(some[one]), self.tokens[one].removeprefix("##")) for one in best]
            every = [(a + b, word + part) for a, word in made for b, part in parts]
            made = sorted(every, key=lambda one: (-one[0], one[1]))[: _JOINED * _JOINED]
        known = word_vectors().places
        return [word for _, word in made if word in known]

    def _kept(self, ids: Sequence[int], offsets: Sequence[tuple[int, int]]) -> list[Floats]:
        """Logits at each token of a text."""
        parts = _parts(offsets)
        rows = [ids[begin:end] for begin, end in parts]
        told = self._logits(rows, [(n, m) for n, row in enumerate(rows) for m in range(len(row))])
        return list(told)

    def _masked(self, ids: Sequence[int], words: Sequence[Sequence[int]]) -> list[Floats]:
        """Logits at one mask in the place of each word, which is given by its tokens."""
        rows, at = [], []
        for places in words:
            begin = max(0, places[0] - _PART_TOKENS // 2)
            end = places[-1] + 1 + _PART_TOKENS // 2
            mask = [self.tokenizer.mask_token_id]
            rows.append([*ids[begin : places[0]], *mask, *ids[places[-1] + 1 : end]])
            at.append((len(rows) - 1, places[0] - begin))
        return list(self._logits(rows, at))

    def _logits(self, rows: Sequence[Sequence[int]], at: Sequence[tuple[int, int]]) -> Floats:
        """Float32 [len(at), words] at (row, token) of rows without their special tokens."""
        import torch

        tokenizer = self.tokenizer
        told = [np.zeros((0, len(self.tokens)), np.float32)]
        for first in range(0, len(rows), _BATCH):
            some = [tokenizer.build_inputs_with_special_tokens(list(row))
                    for row in rows[first : first + _BATCH]]  # fmt: skip
            longest = max(map(len, some))
            ids = torch.zeros((len(some), longest), dtype=torch.long)
            known = torch.zeros_like(ids)
            for n, row in enumerate(some):
                ids[n, : len(row)] = torch.tensor(row)
                known[n, : len(row)] = 1
            here = [(n - first, m + 1) for n, m in at if first <= n < first + len(some)]
            places = torch.tensor(here, dtype=torch.long).reshape(-1, 2)
            with torch.inference_mode():
                told.append(self.network(ids, known, places[:, 0], places[:, 1]).numpy())
        return np.concatenate(told)


@cache
def shipped_model() -> MaskedModel | None:
    """The model that comes with the program; None where its files are not there."""
    import importlib.util

    from worker.icl.encoding.encoder import DEFAULT_PACKAGE, default_folder

    if not is_shipped() or importlib.util.find_spec(DEFAULT_PACKAGE) is None:
        return None
    return open_model(FOLDER, default_folder())


def is_shipped() -> bool:
    """Whether its weights came with the program."""
    return (FOLDER / WEIGHTS).is_file()


def open_model(folder: Path, encoder_folder: Path) -> MaskedModel:
    """Weights that the recipe `robustness-masked` wrote, on the encoder that they belong to."""
    from safetensors.torch import load_file

    from worker.robustness.training.masked_network import MaskedNetwork, load_encoder_parts

    encoder, tokenizer = load_encoder_parts(encoder_folder)
    network = MaskedNetwork(encoder)
    network.load_state_dict(load_file(folder / WEIGHTS))
    return MaskedModel(network.eval().requires_grad_(False), tokenizer)


@lru_cache(maxsize=512)
def expected_words(text: str, spans: Spans, count: int) -> tuple[tuple[str, ...], ...] | None:
    """As `MaskedModel.expected`, by the shipped model and once for each text; None without it."""
    model = shipped_model()
    return None if model is None else model.expected(text, spans, count)


def _is_word(token: str) -> bool:
    return len(token) > 1 and token.isascii() and token.isalpha()


def _tokens_of(offsets: Sequence[tuple[int, int]], span: tuple[int, int]) -> list[int]:
    return [n for n, (begin, end) in enumerate(offsets) if begin < span[1] and end > span[0]]


def _parts(offsets: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Begins and ends of parts, cut between words: there is a gap before a word's first token."""
    parts, begin = [], 0
    while begin < len(offsets):
        end = min(begin + _PART_TOKENS, len(offsets))
        cut = end
        while begin < cut < len(offsets) and offsets[cut][0] == offsets[cut - 1][1]:
            cut -= 1
        end = cut if cut > begin else end
        parts.append((begin, end))
        begin = end
    return parts
