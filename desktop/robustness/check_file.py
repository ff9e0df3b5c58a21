"""A prompt as a check: a suite that fails when accuracy under attack gets below a limit."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

from desktop.robustness.setup import DataFacts, Setup, labels_of

# What YAML allows as an escape only.
_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


def check_text(
    setup: Setup, facts: DataFacts, prompt: str, attacks: Sequence[str], fail_under: float
) -> str:
    """The YAML of a suite with one prompt, as `shared.robustness.suite_file` reads it.

    Texts stand in JSON's quotes, which YAML reads alike.

    Parameters
    ----------
    fail_under : float
        Least accuracy under attack, by the lower end of its interval; 0 to 1.
    """
    lines = [
        "# Fails when accuracy under attack may be below the limit:",
        "#   vitrine-worker run robustness.evaluate --suite THIS_FILE"
        f" --fail-under {fail_under:g} --junit junit.xml --out OUT",
        f"name: {_quoted(Path(setup.data).stem or 'check')}",
        f"model: {_quoted(setup.model)}",
        f"attacks: {_listed(attacks)}",
        f"search: {setup.search}",
        f"samples: {setup.samples}",
        f"report: {setup.report}",
        f"queries: {setup.queries}",
        f"seed: {setup.seed}",
        f"fail_under: {fail_under:g}",
        "prompts:",
        f"  - name: {_quoted(Path(setup.data).stem or 'prompt')}",
        f"    prompt: {_quoted(prompt)}",
        f"    data: {_quoted(setup.data)}",
        f"    labels: {_listed(labels_of(setup, facts))}",
        f"    locked: {_listed(setup.locked)}",
        f"    unlocked: {_listed(setup.unlocked)}",
    ]
    return "\n".join(lines) + "\n"


def suggested_limit(low: float) -> float:
    """A little below what the prompt holds today, in steps of 5 %, so that noise does not fail it.

    Parameters
    ----------
    low : float
        Lower end of the interval of accuracy under attack.
    """
    return max(0.0, int(low * 20) / 20)


def _listed(texts: Sequence[str]) -> str:
    return f"[{', '.join(_quoted(one) for one in texts)}]"


def _quoted(text: str) -> str:
    return _UNSAFE.sub(
        lambda found: f"\\u{ord(found.group()):04x}", json.dumps(text, ensure_ascii=False)
    )
