"""Words that attacks leave alone because they carry no meaning of their own."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

FOLDER = Path(__file__).resolve().parents[3] / "resources" / "robustness" / "lexicon"
# `english`: NLTK's list, which most attacks use; `textfooler`: the one of TextFooler's authors.
StopList = Literal["english", "textfooler"]


@cache
def stop_words(name: StopList = "english") -> frozenset[str]:
    """The words of a list, in small letters."""
    return frozenset((FOLDER / f"stop_words_{name}.txt").read_text("utf-8").split())
