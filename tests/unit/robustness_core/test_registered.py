"""A lab's own attack, added by a module that it names."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from shared.robustness.prompt import words_of
from shared.tasks.registry import PLUGINS_VARIABLE
from tests.unit.robustness_core.conftest import Context, steps_of
from tests.unit.robustness_core.doubles import LABELS, PROMPT, RuleModel
from tests.unit.robustness_core.test_attack import request
from worker.robustness.attacks import registry
from worker.robustness.attacks.registry import AttackKind, attack_names, register

DOCS = Path(__file__).parents[3] / "docs" / "robustness.md"


def test_the_example_of_the_documentation(
    tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    attack_names()
    monkeypatch.setattr(registry, "_kinds", dict(registry._kinds))
    code = DOCS.read_text().partition("```python\n")[2].partition("```")[0]
    (tmp_path / "lab_attacks.py").write_text(code)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv(PLUGINS_VARIABLE, "lab_attacks")
    asked = request(data, attack="shouting", prompt=PROMPT.replace("sentiment", "SENTIMENT"))
    found = steps_of(Context(tmp_path / "run", RuleModel()), asked)[-1]
    assert found.attack == "shouting"
    assert "shouting" in attack_names()
    assert len(words_of(found.adversarial_prompt, LABELS)) == len(words_of(PROMPT, LABELS))
    del sys.modules["lab_attacks"]


def test_a_name_is_given_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_kinds", {})
    kind = AttackKind("mine", "word", lambda *_: ())
    assert register(kind) is register(kind)
    with pytest.raises(ValueError, match="registered twice"):
        register(AttackKind("mine", "word", lambda *_: ("other",)))
