"""PromptBench's files in and out, and its tables recomputed from files of that format."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from shared.errors import AppError
from shared.robustness.promptbench_files import (
    AttackedPrompt,
    CleanPrompt,
    PromptBenchFile,
    TranslatedPrompt,
    markdown_of,
    parse_markdown,
    parse_results,
    read_promptbench,
    results_of,
)
from shared.robustness.promptbench_tables import tables_of
from worker.robustness.suite import promptbench

# Made here, in the form of the files that PromptBench ships, with their faults.
TEXT = """# tiny_zeroshot

# pets

## 10 prompts

Acc: 80.00%, prompt: Is this pet a 'cat' or a 'dog'?
Acc: 60.00%, prompt: Say 'cat' or 'dog':

Acc: 50.00%, prompt: As a vet, answer 'cat' or 'dog':

## textbugger

Original prompt: Is this pet a 'cat' or a 'dog'?
Attacked prompt: b"Is this p\\xd0\\xb5t a 'cat' or a 'dog'?"
Original acc: 80.00%, attacked acc: 40.00%, dropped acc: 40.00%

Original prompt: As a vet, answer 'cat' or 'dog': Attacked prompt: b"As a vt, answer 'cat' or 'dog':" Original acc: 50.00%, attacked acc: 55.00%, dropped acc: -5.00%

## stresstest

Original prompt: Say 'cat' or 'dog':
Attacked prompt: b"Say 'cat' or 'dog' and true is true :"
Original acc: 60.00%, attacked acc: 45.00%, dropped acc: 15.00%

broken line

## translation

Language: french, acc: 72.00%, prompt: Tell 'cat' from 'dog':
Language: korean, acc: 20.00%, prompt: Which of 'cat' and 'dog':
"""  # noqa: E501 - one line, as such a file has it


def test_a_file_of_theirs_is_read() -> None:
    file = parse_markdown(TEXT)
    assert (file.model, file.shots) == ("tiny", "zero")
    assert [(one.family, one.value) for one in file.clean] == [
        ("task", 0.8), ("task", 0.6), ("role", 0.5),
    ]  # fmt: skip
    first, second, third = file.attacked
    assert first.attacked == "Is this pеt a 'cat' or a 'dog'?", "a Cyrillic letter in UTF-8"
    assert (first.family, second.family) == ("task", "role")
    assert second.attacked == "As a vt, answer 'cat' or 'dog':", "line breaks had gone"
    assert first.pdr == pytest.approx(0.5)
    assert second.pdr == pytest.approx(-0.1)
    assert (third.attack, third.attacked_value) == ("stresstest", 0.45)
    assert [one.language for one in file.translated] == ["french", "korean"]
    assert len(file.bad) == 1
    assert "broken line" in file.bad[0]


def test_what_is_written_is_read_again() -> None:
    file = msgspec.structs.replace(parse_markdown(TEXT), bad=())
    again = parse_markdown(markdown_of(file))
    assert again == msgspec.structs.replace(
        file, attacked=tuple(sorted(file.attacked, key=lambda one: one.attack))
    )


def test_results_as_json_lines_and_back() -> None:
    file = parse_markdown(TEXT)
    rows = [json.loads(line) for line in results_of(file).splitlines()]
    assert {"original prompt", "original score", "attacked prompt", "attacked score", "PDR"} <= set(
        rows[0]
    )
    again = parse_results(results_of(file).decode())
    assert [one.attacked for one in again.attacked] == [one.attacked for one in file.attacked]
    assert (again.model, again.shots) == ("tiny", "zero")


def test_results_with_faults_name_the_entry() -> None:
    file = parse_results('[{"original prompt": "a"}, 3]')
    assert file.attacked == ()
    assert "entry 1: without original score" in file.bad[0]
    assert "entry 2" in file.bad[1]


def test_tables_are_recomputed() -> None:
    tables = tables_of([parse_markdown(TEXT)])
    bugger = tables.model_attack["tiny", "textbugger"]
    assert bugger.n == 2
    assert [bugger.mean, bugger.sd] == pytest.approx([0.2, 0.3])
    assert bugger.median == pytest.approx(0.2)
    # The worst translated prompts against the best prompt of the data set.
    semantic = tables.model_attack["tiny", "semantic"]
    assert semantic.n == 2
    assert semantic.mean == pytest.approx((0.1 + 0.75) / 2)
    assert tables.family_dataset["zero-role", "pets"].mean == pytest.approx(-0.1)
    assert tables.model_dataset["tiny", "pets"].n == 5
    assert tables.prompts == 3


def test_the_worst_six_translations_count() -> None:
    some = tuple(TranslatedPrompt("pets", "french", f"p{n}", n / 10) for n in range(1, 9))
    file = PromptBenchFile("m", "few", (CleanPrompt("pets", "task", "p", 0.9),), (), some)
    found = tables_of([file]).attack["semantic"]
    assert found.n == 6
    assert found.mean == pytest.approx(1 - 0.35 / 0.9)


def test_a_clean_value_of_nought_has_no_pdr() -> None:
    file = PromptBenchFile(
        "m", "few", (), (AttackedPrompt("pets", "textfooler", "p", "q", 0.0, 0.0),)
    )
    tables = tables_of([file])
    assert (tables.prompts, tables.unmeasured, tables.attack) == (1, 1, {})


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "tiny_zeroshot.md"
    path.write_text(TEXT, "utf-8")
    assert promptbench.main([str(path), "--json"]) == 0
    told = capsys.readouterr()
    assert json.loads(told.out)["attack"]["stresstest"]["mean"] == pytest.approx(0.25)
    assert "broken line" in told.err
    assert promptbench.main([str(path)]) == 0
    assert "0.25±0.00 (0.25) | 0.20±0.30 (0.20) |" in capsys.readouterr().out


def test_other_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.md"
    path.write_text("# Notes\n\nnothing\n")
    with pytest.raises(AppError) as caught:
        read_promptbench(path)
    assert caught.value.code == "bad_field"
    with pytest.raises(AppError, match="does not exist"):
        read_promptbench(tmp_path / "none.md")
    assert promptbench.main([str(path)]) == 2
