"""Uninstall and repair: what goes, what stays, what is asked."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from installer import environment, provision, removal, state
from installer.console import Console
from installer.failures import SetupError
from installer.guard import only_installer
from tests.unit.installer.conftest import Checkout


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A person's results, outside the checkout."""
    folder = tmp_path / "data" / "vitrine"
    folder.mkdir(parents=True)
    (folder / "queue.sqlite3").write_bytes(b"x" * 2_000_000)
    for name in (
        "VITRINE_HOME",
        "VITRINE_CONFIG",
        "XDG_CONFIG_HOME",
        "XDG_STATE_HOME",
        "XDG_CACHE_HOME",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(folder.parent))
    monkeypatch.setattr(removal.Path, "home", lambda: tmp_path)
    monkeypatch.setattr(removal.sys, "platform", "linux")
    return folder


def test_uninstall_lists_every_path_and_keeps_data(
    checkout: Checkout, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    state.save(checkout.layout.state_file, state.InstallState())
    (checkout.root / "vitrine.egg-info").mkdir()
    assert removal.uninstall(checkout.layout, Console(), ask=False, data=False) == 0
    text = capsys.readouterr().out
    for path in (checkout.layout.venv, checkout.layout.private, data):
        assert str(path) in text
    assert "2.0 MB" in text
    assert not checkout.layout.venv.exists()
    assert not checkout.layout.private.exists()
    assert not (checkout.root / "vitrine.egg-info").exists()
    assert data.exists()
    assert checkout.layout.project_file.exists()


def test_uninstall_with_data_removes_it(checkout: Checkout, data: Path) -> None:
    assert removal.uninstall(checkout.layout, Console(), ask=False, data=True) == 0
    assert not data.exists()


@pytest.mark.parametrize("answer", ["", "n\n", "what\n"])
def test_uninstall_without_a_yes_removes_nothing(
    checkout: Checkout, data: Path, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    monkeypatch.setattr(removal.sys, "stdin", io.StringIO(answer))
    assert removal.uninstall(checkout.layout, Console(), ask=True, data=True) == 1
    assert checkout.layout.venv.exists()
    assert data.exists()


def test_uninstall_of_nothing_says_so(
    bare_checkout: Checkout, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert removal.uninstall(bare_checkout.layout, Console(), ask=True, data=False) == 0
    assert "Nothing is set up here." in capsys.readouterr().out


def test_uninstall_waits_for_no_other_installer(checkout: Checkout, data: Path) -> None:
    with (
        only_installer(checkout.layout.guard_file),
        pytest.raises(SetupError, match="Another installer"),
    ):
        removal.uninstall(checkout.layout, Console(), ask=False, data=False)
    assert checkout.layout.venv.exists()


def test_linked_environment_is_unlinked_and_its_target_stays(
    bare_checkout: Checkout, data: Path, tmp_path: Path
) -> None:
    target = tmp_path / "shared-venv"
    target.mkdir()
    bare_checkout.layout.venv.symlink_to(target)
    removal.uninstall(bare_checkout.layout, Console(), ask=False, data=False)
    assert target.exists()
    assert not bare_checkout.layout.venv.is_symlink()


def test_repair_builds_anew_and_keeps_data(
    checkout: Checkout, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    marker = checkout.layout.venv / "old"
    marker.write_text("")
    monkeypatch.setattr(environment, "build", lambda layout, python: checkout.add_environment())
    monkeypatch.setattr(provision.verify, "require", lambda layout: [])
    monkeypatch.setattr(provision.syslibs, "require", lambda layout, install, console: None)
    assert removal.repair(checkout.layout, provision.Wishes(), Console()) == 0
    assert not marker.exists()
    assert state.load(checkout.layout.state_file).status == state.READY
    assert data.exists()
