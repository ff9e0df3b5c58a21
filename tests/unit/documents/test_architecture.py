"""The contributors' page names modules that exist and says who may import whom as it is checked."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
PAGE = ROOT / "docs" / "architecture.md"
_PATH = re.compile(r"`((?:desktop|worker|shared|tests|installer)/[\w/]*(?:\.py)?)`")
_LINK = re.compile(r"\]\(([^)#:]+)")


def paths() -> list[str]:
    return sorted(set(_PATH.findall(PAGE.read_text())))


def test_it_names_many_modules() -> None:
    assert len(paths()) > 60


def test_each_module_is_there() -> None:
    assert [name for name in paths() if not (ROOT / name).exists()] == []


def test_each_link_leads_somewhere() -> None:
    links = _LINK.findall(PAGE.read_text())
    assert links
    assert [link for link in links if not (PAGE.parent / link).exists()] == []


@pytest.mark.parametrize("system", ["Motion", "EEG", "Demos", "Robustness"])
def test_each_system_has_a_walk(system: str) -> None:
    walk = PAGE.read_text().partition(f"\n## {system}: ")[2].partition("\n## ")[0]
    assert re.findall(r"(?m)^\d+\. ", walk)
    assert _PATH.search(walk)


def test_the_import_rules_are_those_that_are_checked() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contracts = {
        tuple(c.get("source_modules", ())): c for c in settings["tool"]["importlinter"]["contracts"]
    }
    assert {"desktop", "worker", "PySide6", "torch", "mne", "ray"} <= set(
        contracts[("shared",)]["forbidden_modules"]
    )
    assert "torch" in contracts[("worker.host",)]["forbidden_modules"]
    (alone,) = [c["modules"] for c in contracts.values() if c["type"] == "independence"]
    assert len(alone) == 4
    assert "worker.engine" in contracts[("worker.host",)]["forbidden_modules"]
