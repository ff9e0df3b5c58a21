"""Suites run, judge, resume and report."""

from __future__ import annotations

import csv
import json
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path

import pytest

from shared.errors import AppError
from shared.robustness.promptbench_files import read_promptbench
from shared.tasks.events import Partial
from shared.tasks.files import file_refs, folder_refs
from shared.tasks.robustness_evaluate import PACKAGES, RobustnessEvaluateRequest, check_suite
from tests.unit.robustness_core.doubles import RuleModel
from tests.unit.robustness_suite.conftest import Run
from worker.robustness.suite.finished import FOLDER

FILES = (
    "metrics.json",
    "cells.csv",
    "cells.jsonl",
    "report.html",
    "junit.xml",
    "promptbench.jsonl",
)


def test_a_suite_and_its_files(run: Run) -> None:
    steps, ctx = run(RuleModel())
    result = steps[-1]
    assert result.cells == 3
    assert sum(isinstance(step, Partial) for step in steps) == 3
    assert result.passed is None
    document = json.loads((ctx.out / "metrics.json").read_text())
    cells = {(cell["prompt"], cell["attack"]): cell for cell in document["cells"]}
    assert set(cells) == {
        ("strong", "checklist"), ("weak", "deepwordbug"), ("weak", "checklist"),
    }  # fmt: skip
    weak = cells["weak", "deepwordbug"]
    assert weak["figures"]["clean"]["n"] == 60, "held-out"
    assert weak["figures"]["drop"] > 0.2
    assert cells["strong", "checklist"]["figures"]["drop"] == 0
    assert weak["p_holm"] == pytest.approx(min(1, 2 * weak["figures"]["p"]))
    assert document["apdr"]["attack"]["deepwordbug"]["pdr"]["median"] > 0
    worst = {one["prompt"]: one["attack"] for one in document["worst"]}
    assert worst["weak"] == "deepwordbug"
    rows = list(csv.DictReader((ctx.out / "cells.csv").read_text().splitlines()))
    assert len(rows) == len((ctx.out / "cells.jsonl").read_text().splitlines()) == 3
    assert float(rows[1]["pdr"]) == pytest.approx(weak["figures"]["pdr"])


def test_words_are_told_by_what_attacks_did_to_them(run: Run) -> None:
    _, ctx = run(RuleModel())
    document = json.loads((ctx.out / "metrics.json").read_text())
    weak = next(
        cell
        for cell in document["cells"]
        if (cell["prompt"], cell["attack"]) == ("weak", "deepwordbug")
    )
    gone = {edit["before"].casefold() for edit in weak["edits"] if edit["before"]}
    assert gone
    assert set(weak["changed_words"]) == gone
    words = {one["word"]: one for one in document["words"]}
    assert all(words[word]["changed"] >= 1 for word in gone)
    assert document["words"][0]["word"] in gone, "the most fragile first"
    assert all(one["ci95"][0] < one["log_odds"] < one["ci95"][1] for one in document["words"])
    assert "Fragile and robust words" in (ctx.out / "report.html").read_text()


def test_attacked_prompts_are_written_as_promptbench_does(run: Run) -> None:
    _, ctx = run(RuleModel())
    file = read_promptbench(ctx.out / "promptbench.jsonl")
    assert file.bad == ()
    document = json.loads((ctx.out / "metrics.json").read_text())
    assert [one.pdr for one in file.attacked] == pytest.approx(
        [cell["figures"]["pdr"] for cell in document["cells"]]
    )
    assert {one.attacked for one in file.attacked} == {
        cell["adversarial_prompt"] for cell in document["cells"]
    }
    assert all("{content}" in one.prompt for one in file.attacked)


def test_the_gate_names_the_weakened_prompt(run: Run, tmp_path: Path) -> None:
    junit = tmp_path / "reports" / "junit.xml"
    steps, _ = run(RuleModel(), fail_under=0.7, junit=str(junit))
    assert (steps[-1].passed, steps[-1].failed) == (False, ("weak",))
    root = ET.fromstring(junit.read_bytes())
    failed = [case for case in root.iter("testcase") if case.find("failure") is not None]
    assert [case.get("name") for case in failed] == ["weak: deepwordbug"]
    failure = failed[0].find("failure")
    assert failure is not None
    assert "weak: accuracy under attack" in str(failure.get("message"))
    assert root[0].get("failures") == "1"


def test_the_lower_end_of_the_interval_is_judged(run: Run) -> None:
    steps, ctx = run(RuleModel())
    cells = json.loads((ctx.out / "metrics.json").read_text())["cells"]
    rates = [cell["figures"]["attacked"] for cell in cells]
    low = min(rate["ci95"][0] for rate in rates)
    value = min(rate["value"] for rate in rates)
    assert low < value
    assert steps[-1].passed is None
    assert run(RuleModel(), fail_under=low - 1e-6)[0][-1].passed is True
    assert run(RuleModel(), fail_under=low + 1e-6)[0][-1].passed is False


def test_the_same_again_asks_nothing_and_writes_the_same(run: Run) -> None:
    _, first = run(RuleModel())
    model = RuleModel()
    steps, second = run(model)
    assert model.asked == []
    assert steps[-1].cached == steps[-1].queries > 0
    for name in FILES:
        assert (first.out / name).read_bytes() == (second.out / name).read_bytes()


def test_a_suite_that_broke_off_goes_on(run: Run, tmp_path: Path) -> None:
    whole = RuleModel()
    _, ctx = run(whole)
    expected = (ctx.out / "metrics.json").read_bytes()
    for path in (tmp_path / "home").rglob("*"):
        if path.is_file():
            path.unlink()
    broken = RuleModel(fails_after=len(set(whole.asked)) // 2)
    with pytest.raises(AppError, match="ConnectError"):
        run(broken)
    [finished] = (tmp_path / "home" / FOLDER).glob("suite-*.jsonl")
    kept = finished.read_bytes()
    assert kept.endswith(b"\n")
    finished.write_bytes(kept + b'{"key": "half a li')
    again = RuleModel()
    _, ctx = run(again)
    assert (ctx.out / "metrics.json").read_bytes() == expected
    assert finished.read_bytes().startswith(kept)
    # A unit whose answers broke off half-way was not kept.
    assert len(set(again.asked) & set(broken.asked)) <= 32


def test_another_seed_is_another_run(run: Run) -> None:
    run(RuleModel())
    model = RuleModel()
    run(model, seed=3)
    assert model.asked


def test_the_page_stands_alone(run: Run) -> None:
    _, ctx = run(RuleModel(), fail_under=0.7)
    page = (ctx.out / "report.html").read_text()

    class Tags(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.seen: list[str] = []
            self.links: list[str] = []

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            self.seen.append(tag)
            self.links += [str(value) for name, value in attrs if name in ("src", "href")]

    tags = Tags()
    tags.feed(page)
    assert tags.links == []
    assert "script" not in tags.seen
    assert {"svg", "ins", "table"} <= set(tags.seen)
    assert "prefers-color-scheme:dark" in page
    assert "The gate is broken by weak." in page
    assert len(page.encode()) < 2_000_000


def test_unknown_attacks_and_limits_are_refused(run: Run, suite_path: Path) -> None:
    with pytest.raises(AppError, match=r"fail_under: 1\.5"):
        run(RuleModel(), fail_under=1.5)
    suite_path.write_text(suite_path.read_text().replace("[checklist]", "[nosuch]"))
    with pytest.raises(AppError, match="attack: nosuch is not allowed"):
        run(RuleModel())


# --- as a window sends it -------------------------------------------------------------------------


def stored(tmp_path: Path, suite_path: Path) -> dict[str, str]:
    """Names of a suite and its data by file, kept under other names as in a store."""
    found = {}
    for number, (source, name) in enumerate(
        ((suite_path, "suites/suite.yaml"), (suite_path.with_name("data.jsonl"), "data.jsonl"))
    ):
        target = tmp_path / "store" / f"{number}"
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(source.read_bytes())
        found[str(target)] = name
    return found


def test_a_suite_and_its_data_come_as_files(run: Run, suite_path: Path, tmp_path: Path) -> None:
    _, expected = run(RuleModel())
    suite_path.write_text(suite_path.read_text().replace("data.jsonl", "../data.jsonl"))
    files = stored(tmp_path, suite_path)
    suite_path.unlink()
    suite_path.with_name("data.jsonl").unlink()
    model = RuleModel()
    steps, ctx = run(
        model, suite=PACKAGES, files=tuple(files), names=tuple(files.values()), fail_under=0.7
    )
    assert steps[-1].failed == ("weak",)
    assert model.asked == [], "the same prompts and samples, wherever they lie"
    assert (ctx.out / "cells.csv").read_bytes() == (expected.out / "cells.csv").read_bytes()


@pytest.mark.parametrize("data", ["/etc/hostname", "../../store/1", "../../outside.jsonl"])
def test_a_suite_that_was_sent_reads_nothing_else(
    run: Run, suite_path: Path, tmp_path: Path, data: str
) -> None:
    suite_path.write_text(suite_path.read_text().replace("data.jsonl", data))
    files = stored(tmp_path, suite_path)
    with pytest.raises(AppError) as caught:
        run(RuleModel(), suite=PACKAGES, files=tuple(files), names=tuple(files.values()))
    assert caught.value.code in ("bad_field", "bad_request")


def test_a_window_may_name_no_file_of_the_worker() -> None:
    request = RobustnessEvaluateRequest(junit="/home/a/junit.xml", files=("a.yaml",))
    assert folder_refs(request) == ["/home/a/junit.xml"], "which a host refuses"
    assert file_refs(request) == ["a.yaml"], "which a window uploads"


def test_one_suite_is_asked_for() -> None:
    for fields in (
        {"suite": "a.yaml", "files": ("b.yaml",)},
        {"files": ("sha256:" + 64 * "a",)},
        {"files": ("a.yaml",), "names": ("../a.yaml",)},
        {"fail_under": 1.5},
    ):
        with pytest.raises(AppError):
            check_suite(RobustnessEvaluateRequest(**fields))  # type: ignore[arg-type]
    check_suite(RobustnessEvaluateRequest(files=("a.yaml",), fail_under=0.7))
