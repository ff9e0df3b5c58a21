"""English words with how often they are used, from the lists that symspellpy brings along."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from importlib.resources import as_file, files
from typing import Any

_WORDS = "frequency_dictionary_en_82_765.txt"
_PAIRS = "frequency_bigramdictionary_en_243_342.txt"
# Damerau-Levenshtein distance to the right word, at most.
FARTHEST = 2


class Vocabulary:
    """Words, pairs of words and the index that finds words near a misspelling; read when asked for.

    Reading takes some seconds and 100 MB, so that one is made and handed on.
    """

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How often each word is used."""
        found: Mapping[str, int] = self.spelling.words
        return found

    @cached_property
    def pairs(self) -> Mapping[str, int]:
        """How often pairs of words stand together, written with a space."""
        rows = files("symspellpy").joinpath(_PAIRS).read_text("utf-8-sig").splitlines()
        found = {}
        for row in rows:
            first, second, count = row.split()
            found[f"{first} {second}"] = int(count)
        return found

    @cached_property
    def spelling(self) -> Any:
        """symspellpy's index (Garbe's SymSpell), of the words."""
        from symspellpy import SymSpell

        index = SymSpell(max_dictionary_edit_distance=FARTHEST, prefix_length=7)
        with as_file(files("symspellpy").joinpath(_WORDS)) as path:
            index.load_dictionary(path, term_index=0, count_index=1)
        return index

    def knows(self, word: str) -> bool:
        """Whether it is a word, in any case; the parts of hyphenated and possessive ones count."""
        folded = word.casefold().replace("’", "'")
        if folded in self.counts or folded.removesuffix("'s") in self.counts:
            return True
        parts = [part for part in folded.replace("'", "-").split("-") if part]
        return len(parts) > 1 and all(part in self.counts for part in parts)
