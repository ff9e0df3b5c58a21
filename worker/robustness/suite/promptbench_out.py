"""The attacked prompts of a suite as PromptBench's attacks return them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from shared.robustness.promptbench_files import (
    AttackedPrompt,
    PromptBenchFile,
    Shots,
    results_of,
)
from worker.robustness.suite.finished import Row

PROMPTBENCH_FILE = "promptbench.jsonl"


def promptbench_lines(rows: Sequence[Row]) -> bytes:
    """JSON lines, model by model; scores are those of held-out samples."""
    found: dict[tuple[str, Shots], list[AttackedPrompt]] = defaultdict(list)
    for row in rows:
        if (cell := row.cell) is not None:
            shots: Shots = "few" if cell.family.endswith("-few") else "zero"
            found[cell.model, shots].append(
                AttackedPrompt(
                    cell.dataset,
                    cell.attack,
                    cell.clean_prompt,
                    cell.adversarial_prompt,
                    cell.figures.clean.value,
                    cell.figures.attacked.value,
                )
            )
    return b"".join(
        results_of(PromptBenchFile(model, shots, attacked=tuple(some)))
        for (model, shots), some in found.items()
    )
