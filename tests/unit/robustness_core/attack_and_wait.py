"""`vitrine-worker run robustness.attack` in a process that stops after some units of cells.

python -m tests.unit.robustness_core.attack_and_wait LOG UNITS ARGUMENTS...

LOG gets each prompt that was answered, a JSON text a line; 0 units: it does not stop.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from worker.cli import main
from worker.lm.causal import CausalModel
from worker.lm.language_model import Question


def run(log: str, units: str, *arguments: str) -> int:
    """Run the command."""
    answers, left = CausalModel.each_choice, [int(units) or 1 << 30]

    def each_choice(model: CausalModel, questions: Sequence[Question]) -> Iterator[Any]:
        if not left[0]:
            sys.stdout.write("waiting\n")
            sys.stdout.flush()
            signal.pause()
        left[0] -= 1
        yield from answers(model, questions)
        with Path(log).open("ab") as file:
            file.write(b"".join(msgspec.json.encode(one.prompt) + b"\n" for one in questions))

    patched: Any = CausalModel
    patched.each_choice = each_choice
    return main(list(arguments))


if __name__ == "__main__":
    sys.exit(run(*sys.argv[1:]))
