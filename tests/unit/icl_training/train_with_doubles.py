"""`vitrine-worker train` with a language model that is planted: a process that can be killed.

python -m tests.unit.icl_training.train_with_doubles RULE PAUSE_S ARGUMENTS...
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

from shared.icl.files import read_examples
from tests.unit.icl_training.doubles import PlantedModel, Rule, WordEncoder, opened_as
from worker.cli import main
from worker.icl.training import lm_session, recipe
from worker.lm.language_model import Question


class Telling(PlantedModel):
    """Says on standard output how much it was asked, so that a test can wait for it."""

    parts_left = 0

    def choose(self, questions: Sequence[Question]) -> list[tuple[float, ...]]:
        self.parts_left -= 1
        if self.parts_left == -1:
            sys.stdout.write("waiting\n")
            sys.stdout.flush()
            signal.pause()
        found = super().choose(questions)
        sys.stdout.write(f"asked {self.asked}\n")
        sys.stdout.flush()
        return found


def run(rule: str, parts: str, *arguments: str) -> int:
    pool = Path(arguments[arguments.index("--pool") + 1])
    model = Telling(read_examples(pool).examples, cast(Rule, rule))
    model.parts_left = int(parts) or 1 << 30
    session: Any = lm_session
    training: Any = recipe
    session.opened = lambda ref, home, device: opened_as(model)
    session.probe_device = training.probe_device = lambda: "cpu"
    training.load_encoder = lambda ref, device: WordEncoder()
    return main(list(arguments))


if __name__ == "__main__":
    sys.exit(run(*sys.argv[1:]))
