"""Calls that another machine answers: written in rounds, as some depend on answers to others."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from shared.errors import AppError
from worker.lm.calls import LmCalls
from worker.lm.language_model import LanguageModel
from worker.lm.score_cache import ScoreCache
from worker.lm.shards import absorb_answers, answers_path, read_answers, shards_of, write_shards

RUN_SHARDS = "python -m worker.lm.run_shards"
_CACHE = "answers.sqlite"


@dataclass(frozen=True)
class ShardRounds:
    """Folders `first-01`, `first-02` … of one model's calls below a folder of the person's.

    Attributes
    ----------
    which : str
        "first" for the model that gives feedback, "second" for the one that gave none.
    """

    folder: Path
    which: str

    @property
    def cache(self) -> Path:
        """Where the answers are gathered; `--cache` of the command that answers may be this."""
        return self.folder / _CACHE

    @property
    def rounds(self) -> list[Path]:
        """Folders of shards, the oldest first."""
        return sorted(path for path in self.folder.glob(f"{self.which}-*") if path.is_dir())

    def absorb(self, cache: ScoreCache, model: LanguageModel) -> str:
        """Gather all answers; returns under whose fingerprint they are.

        A graphics processor computes in another precision than this machine may, which is part of
        a fingerprint; the weights have to be the same.

        Raises
        ------
        AppError
            `bad_request` for answers of another model, or of several.
        """
        name = ""
        for folder in self.rounds:
            for path in shards_of(folder):
                if answers_path(path).is_file():
                    told, _ = read_answers(path)
                    if name and told != name:
                        raise _mixed(folder, f"{name} and {told}")
                    name = told
            absorb_answers(cache, shards_of(folder))
        if name and _weights(name) != _weights(model.fingerprint):
            raise _mixed(self.folder, f"{name}, while the model here is {model.fingerprint}")
        return name

    def write(self, calls: LmCalls) -> Path:
        """Write what is missing; a round that is not answered yet is waited for instead."""
        rounds = self.rounds
        if rounds and not all(answers_path(path).is_file() for path in shards_of(rounds[-1])):
            return rounds[-1]
        folder = self.folder / f"{self.which}-{len(rounds) + 1:02d}"
        write_shards(folder, calls)
        return folder


def _weights(fingerprint: str) -> str:
    return fingerprint.partition(":")[0]


def _mixed(folder: Path, whose: str) -> AppError:
    reason = f"The answers in {folder} are of {whose}. Use an empty folder for each model."
    return AppError("bad_request", reason=reason)
