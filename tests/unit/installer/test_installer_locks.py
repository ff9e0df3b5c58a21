"""The package lists themselves, and resolving them."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from installer import locks, resolve
from installer.console import Console
from installer.failures import SetupError
from installer.layout import Layout
from installer.probes import module_of
from tests.unit.installer.conftest import Checkout

ROOT = Path(__file__).resolve().parents[3]
LISTS = sorted((ROOT / "installer" / "locks").glob("*.lock"))


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_list_holds_every_direct_package_with_checksums(path: Path) -> None:
    text = path.read_text()
    pins = locks.pins(path)
    direct = locks.pins(Layout(ROOT).locks / "direct.in")
    assert {name: pins.get(name) for name in direct} == direct
    assert "torch" not in pins
    assert not any(name.startswith("nvidia") for name in pins)
    for block in resolve.entries(text).values():
        assert "--hash=sha256:" in block


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_list_says_whether_it_was_run(path: Path) -> None:
    head = "".join(line for line in path.read_text().splitlines()[:3] if line.startswith("#"))
    assert ("Installed and run" in head) == (path.stem == "linux-x86_64")
    assert ("was not run" in head) == (path.stem != "linux-x86_64")


def test_known_traps_are_held() -> None:
    pins = locks.pins(Layout(ROOT).locks / "linux-x86_64.lock")
    assert pins["pyside6-essentials"] == "6.11.3"  # 6.12.0 aborts on Python 3.11
    assert int(pins["setuptools"].split(".")[0]) < 82  # brainflow needs pkg_resources
    assert {"torchvision", "torchaudio", "opencv-python", "pyside6-addons"}.isdisjoint(pins)


def test_import_name_of_a_distribution() -> None:
    assert module_of("pyside6-essentials") == "PySide6.QtWidgets"
    assert module_of("mne-bids") == "mne_bids"


def test_different_versions_between_pythons_are_refused() -> None:
    with pytest.raises(SetupError, match=r"x resolves differently .*x==1 and x==2"):
        resolve.merge("linux", [{"x": "x==1"}, {"x": "x==2"}])


def test_resolver_output_becomes_lists_without_torch(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    (checkout.layout.locks / "direct.in").write_text("numpy==2.4.6\n")
    asked: list[list[str]] = []

    def run(command: list[str], **options: object) -> subprocess.CompletedProcess[str]:
        asked.append(command)
        text = (
            "numpy==2.4.6 \\\n    --hash=sha256:00\n"
            "torch==2.13.0 \\\n    --hash=sha256:22\nnvidia-cublas==1 \\\n    --hash=sha256:33\n"
        )
        return subprocess.CompletedProcess(command, 0, text, "")

    monkeypatch.setattr(resolve.subprocess, "run", run)
    assert resolve.lock_all(checkout.layout, Console(), "uv", upgrade=False) == 0
    for platform in resolve.PLATFORMS:
        path = checkout.layout.locks / f"{platform.name}.lock"
        assert locks.pins(path) == {"numpy": "2.4.6"}
        assert path.read_text().startswith(f"# {platform.name}: resolved by")
    assert len(asked) == 3 * len(resolve.PLATFORMS)


def test_failed_platform_keeps_its_list(
    checkout: Checkout,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (checkout.layout.locks / "direct.in").write_text("numpy==2.4.6\n")
    before = checkout.lock.read_text()

    def run(command: list[str], **options: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 1, "", "no solution")

    monkeypatch.setattr(resolve.subprocess, "run", run)
    assert resolve.lock_all(checkout.layout, Console(), "uv", upgrade=True) == 1
    assert checkout.lock.read_text() == before
    assert "no solution" in capsys.readouterr().out
