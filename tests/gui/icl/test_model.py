"""The language model that reads the prompt, and the reward of a trained re-ranker."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QMenu

from tests.gui.icl.conftest import Demos

SERVER = "http://localhost:8000/v1#smol"


def name_model(demos: Demos, ref: str) -> None:
    """Type a model's reference."""
    line = demos.panel.lm.choice.models.lineEdit()
    assert line is not None
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, ref)
    QTest.keyClick(line, Qt.Key.Key_Return)
    demos.rest()


def tip(demos: Demos, row: int = 0) -> str:
    text: str = demos.panel.demos.rows.index(row).data(Qt.ItemDataRole.ToolTipRole)
    return text


# --- the model ------------------------------------------------------------------------------------


def test_the_model_that_is_named_answers_and_says_what_it_tells(sample: Demos) -> None:
    row = sample.panel.lm
    assert sample.picker.requests[-1].lm == "default"
    assert row.tells.text() == "log p: full"
    assert not row.lacks.isVisible()
    sample.picker.abilities[SERVER] = "first-token"
    name_model(sample, SERVER)
    assert sample.picker.requests[-1].lm == SERVER
    assert row.tells.text() == "log p: generated only"
    assert "only where answers are labels" in row.lacks.text()
    sample.picker.abilities["http://other/v1#chat"] = "text"
    name_model(sample, "http://other/v1#chat")
    assert row.tells.text() == "log p: none"
    sample.workspace.undo()
    sample.rest()
    assert row.choice.models.currentText() == SERVER
    sample.panel.query.text.setFocus()
    sample.rest()
    assert sample.picker.requests[-1].lm == SERVER


def test_scores_of_one_model_are_not_shown_as_those_of_another(sample: Demos) -> None:
    pick = sample.workspace.model.pick
    assert pick.value.scores is not None
    sample.picker.hold = True
    line = sample.panel.lm.choice.models.lineEdit()
    assert line is not None
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, SERVER)
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert pick.value.scores is None
    assert pick.value.ability == ""
    sample.qtbot.waitUntil(lambda: bool(sample.picker._held))
    assert pick.value.scores is None
    sample.picker.release()
    sample.rest()
    assert pick.value.scores is not None


@pytest.mark.parametrize(
    ("ref", "words"),
    [
        ("https://me:secret@host/v1#smol", "VITRINE_LM_KEY"),
        ("https://host/v1?api_key=secret#smol", "VITRINE_LM_KEY"),
        ("http://host/v1", "#name"),
    ],
)
def test_an_address_with_a_key_or_without_a_name_goes_nowhere(
    sample: Demos, ref: str, words: str
) -> None:
    before = len(sample.picker.requests)
    name_model(sample, ref)
    choice = sample.panel.lm.choice
    assert choice.problem.isVisible()
    assert words in choice.problem.text()
    assert sample.workspace.model.setup.value.lm == "default"
    sample.workspace.shut_down()
    file: Path = sample.workspace.preferences.path
    assert not file.exists() or "secret" not in file.read_text()
    assert all(one.lm == "default" for one in sample.picker.requests[before:])


def test_named_models_are_offered_again_and_kept(sample: Demos) -> None:
    name_model(sample, SERVER)
    name_model(sample, "default")
    models = sample.panel.lm.choice.models
    assert [models.itemText(n) for n in range(models.count())] == ["default", SERVER]
    models.setFocus()
    QTest.keyClick(models, Qt.Key.Key_Down)
    sample.rest()
    assert sample.picker.requests[-1].lm == SERVER
    sample.workspace.shut_down()
    text = sample.workspace.preferences.path.read_text()
    assert text.count(SERVER) == 2, "as the model in use, and among those named"


def test_a_folder_and_a_file_are_looked_for(
    sample: Demos, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder, file = str(tmp_path / "smol"), str(tmp_path / "smol.gguf")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: folder)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (file, ""))
    choice = sample.panel.lm.choice
    for place, wanted in enumerate((folder, file)):
        sample.click(choice.browse)
        menu = choice.findChildren(QMenu)[-1]
        sample.qtbot.waitUntil(menu.isVisible)
        for _ in range(place + 1):
            QTest.keyClick(menu, Qt.Key.Key_Down)
        QTest.keyClick(menu, Qt.Key.Key_Return)
        sample.qtbot.waitUntil(lambda w=wanted: sample.workspace.model.setup.value.lm == w)
        sample.rest()
        assert sample.picker.requests[-1].lm == wanted


# --- reward ---------------------------------------------------------------------------------------


def test_without_a_trained_re_ranker_there_is_no_reward(sample: Demos) -> None:
    assert sample.panel.demos.painting.scales.reward is None
    assert "Reward" not in tip(sample)


def test_a_trained_re_rankers_reward_has_a_column_of_its_own(sample: Demos) -> None:
    sample.picker.rewards = True
    sample.workspace.model.step_query(1)
    sample.rest()
    scales = sample.panel.demos.painting.scales
    rewards = {demo.id: demo.reward for demo in sample.workspace.model.pick.value.demos}
    assert all(reward is not None for reward in rewards.values())
    assert scales.reward == max(abs(reward) for reward in rewards.values() if reward is not None)
    assert "Reward: " in tip(sample)
    assert "without reading the right answer" in tip(sample)
    assert "Δ log p" in tip(sample), "what was measured stands beside what was expected"


def test_a_reward_stays_while_the_list_is_asked_for_again(sample: Demos) -> None:
    sample.picker.rewards = True
    sample.workspace.model.step_query(1)
    sample.rest()
    sample.picker.hold = True
    sample.panel.bar.count.setFocus()
    QTest.keyClick(sample.panel.bar.count, Qt.Key.Key_Up)
    sample.qtbot.waitUntil(lambda: bool(sample.picker._held))
    assert sample.panel.demos.painting.scales.reward is not None
    sample.picker.release()
    sample.rest()
