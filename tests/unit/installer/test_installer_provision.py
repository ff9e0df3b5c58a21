"""Set-up in steps: what is done, skipped, resumed and updated."""

from __future__ import annotations

import errno
import os
import shutil
from collections import namedtuple
from pathlib import Path

import pytest

from installer import (
    environment,
    language_model,
    packages,
    provision,
    pythons,
    state,
    syslibs,
    verify,
)
from installer.console import Console
from installer.failures import SetupError
from installer.guard import only_installer
from installer.provision import Wishes
from installer.state import TorchChoice
from tests.unit.installer.conftest import LOCK, PROJECT, Checkout

REALLY_PREPARE = language_model.prepare
Usage = namedtuple("Usage", "total used free")


@pytest.fixture(autouse=True)
def checks_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify, "require", lambda layout: [])
    monkeypatch.setattr(language_model, "prepare", lambda layout: "")
    monkeypatch.setattr(syslibs, "require", lambda layout, install, console: None)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(10**12, 0, 10**12))


def set_up(checkout: Checkout, wishes: Wishes | None = None) -> state.InstallState:
    return provision.ensure_ready(checkout.layout, wishes or Wishes(), Console())


def words(checkout: Checkout) -> list[str]:
    return [" ".join(call) for call in checkout.pip_calls()]


def test_torch_comes_first_and_the_lock_with_checksums(checkout: Checkout) -> None:
    done = set_up(checkout)
    calls = words(checkout)
    assert done.status == state.READY
    assert calls[0].endswith("--no-deps torch==2.13.0")
    assert f"--no-deps --require-hashes -r {checkout.lock}" in calls[1]
    assert calls[-1].endswith("--no-deps --no-build-isolation -e .")


def test_second_start_runs_nothing_and_writes_nothing(checkout: Checkout) -> None:
    set_up(checkout)
    checkout.forget_calls()
    before = {path: path.stat().st_mtime_ns for path in checkout.layout.private.rglob("*")}
    set_up(checkout)
    assert checkout.pip_calls() == []
    assert before == {path: path.stat().st_mtime_ns for path in checkout.layout.private.rglob("*")}


def test_failed_download_leaves_a_state_from_which_the_next_run_goes_on(
    checkout: Checkout,
) -> None:
    checkout.script_pip(require_hashes={"print": "NewConnectionError: no route", "exit": 1})
    with pytest.raises(SetupError, match="The network did not answer while downloading packages"):
        set_up(checkout)
    assert state.load(checkout.layout.state_file).done == ("venv", "torch")
    checkout.script_pip()
    checkout.forget_calls()
    assert set_up(checkout).status == state.READY
    assert not any(call.endswith("torch==2.13.0") for call in words(checkout)[:1])


def test_a_model_that_cannot_be_converted_now_stops_nothing(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(language_model, "prepare", lambda layout: "no room")
    assert set_up(checkout).status == state.READY
    assert "it is converted when it is first used: no room" in capsys.readouterr().out


def test_the_reason_is_the_last_line_of_what_converts(checkout: Checkout) -> None:
    checkout.layout.python.unlink(missing_ok=True)
    checkout.layout.python.write_text("#!/bin/sh\necho early >&2; echo 'the reason' >&2; exit 1\n")
    checkout.layout.python.chmod(0o755)
    assert REALLY_PREPARE(checkout.layout) == "the reason"
    checkout.layout.python.write_text("#!/bin/sh\necho noise >&2\n")
    assert REALLY_PREPARE(checkout.layout) == ""


def test_changed_lock_installs_the_new_and_removes_the_dropped(checkout: Checkout) -> None:
    set_up(checkout)
    checkout.forget_calls()
    checkout.lock.write_text(LOCK.split("scipy")[0])
    set_up(checkout)
    calls = words(checkout)
    assert any("--require-hashes" in call for call in calls)
    assert "uninstall --yes scipy" in calls


def test_changed_tool_settings_install_nothing(checkout: Checkout) -> None:
    set_up(checkout)
    checkout.forget_calls()
    checkout.layout.project_file.write_text(PROJECT + "target-version = 'py311'\n")
    set_up(checkout)
    assert checkout.pip_calls() == []


def test_changed_entry_points_install_the_project_only(checkout: Checkout) -> None:
    set_up(checkout)
    checkout.forget_calls()
    checkout.layout.project_file.write_text("[project.scripts]\nx = 'y:z'\n" + PROJECT)
    set_up(checkout)
    assert [call.split()[-1] for call in words(checkout)] == ["."]


def test_another_torch_source_replaces_torch(checkout: Checkout) -> None:
    set_up(checkout)
    checkout.forget_calls()
    done = set_up(checkout, Wishes(torch=TorchChoice(index="file:///wheels")))
    assert done.torch.index == "file:///wheels"
    first = words(checkout)[0]
    assert "--force-reinstall --no-deps --index-url file:///wheels torch==2.13.0" in first
    checkout.forget_calls()
    assert set_up(checkout).torch.index == "file:///wheels"
    assert checkout.pip_calls() == []


def test_missing_torch_wheel_is_named(checkout: Checkout) -> None:
    with pytest.raises(SetupError, match=r"wheel /nowhere/torch\.whl does not exist"):
        set_up(checkout, Wishes(torch=TorchChoice(wheel="/nowhere/torch.whl")))


def test_moved_checkout_is_built_anew(
    checkout: Checkout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(checkout)
    moved = Checkout(type(checkout.layout)(tmp_path / "elsewhere"))
    checkout.root.rename(moved.root)
    built: list[Path] = []

    def build(layout: object, python: pythons.Python) -> None:
        shutil.rmtree(moved.layout.venv)
        moved.add_environment()
        built.append(moved.layout.venv)

    monkeypatch.setattr(environment, "build", build)
    assert set_up(moved).root == str(moved.root)
    assert built == [moved.layout.venv]


def test_package_cut_short_in_unpacking_is_installed_again(checkout: Checkout) -> None:
    set_up(checkout)
    folder = next((checkout.layout.venv / "lib").glob("python3*/site-packages"))
    (folder / "numpy-2.4.6.dist-info").mkdir()
    (folder / "~umpy").mkdir()
    found = state.load(checkout.layout.state_file)
    state.save(checkout.layout.state_file, found.without_steps("packages"))
    checkout.forget_calls()
    set_up(checkout)
    assert any("--require-hashes" in call for call in words(checkout))
    assert not (folder / "numpy-2.4.6.dist-info").exists()
    assert not (folder / "~umpy").exists()


def test_full_disk_is_said_with_both_numbers(
    bare_checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(10**12, 0, 2_100_000_000))
    with pytest.raises(SetupError, match=r"has 2\.1 GB free, and set-up needs 6 GB"):
        set_up(bare_checkout)
    assert not bare_checkout.layout.venv.exists()


def test_read_only_checkout_is_said(
    bare_checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, *args: object, **options: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(self))

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(SetupError, match=r"cannot be written \(Read-only file system\)"):
        set_up(bare_checkout)


def test_ready_checkout_starts_although_read_only(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(checkout)

    def refuse(self: Path, *args: object, **options: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(self))

    monkeypatch.setattr(Path, "mkdir", refuse)
    monkeypatch.setattr(Path, "write_text", refuse)
    assert set_up(checkout).status == state.READY


def test_second_installer_is_refused_in_words(checkout: Checkout) -> None:
    with (
        only_installer(checkout.layout.guard_file),
        pytest.raises(SetupError, match=rf"Another installer \(process {os.getpid()}\)"),
    ):
        set_up(checkout)


def test_lock_file_left_by_a_killed_installer_does_not_count(checkout: Checkout) -> None:
    checkout.layout.private.mkdir()
    checkout.layout.guard_file.write_text("999999")
    assert set_up(checkout).status == state.READY


def test_damaged_record_reads_as_nothing_done(checkout: Checkout) -> None:
    set_up(checkout)
    for text in ("", "{", "[]", '{"unknown": 1}', '{"torch": 3}'):
        checkout.layout.state_file.write_text(text)
        assert state.load(checkout.layout.state_file) == state.InstallState()
    assert set_up(checkout).status == state.READY


def test_no_list_for_this_machine_names_the_ones_there_are(bare_checkout: Checkout) -> None:
    bare_checkout.lock.rename(bare_checkout.layout.locks / "plan9-mips.lock")
    with pytest.raises(SetupError, match="there are lists for plan9-mips"):
        set_up(bare_checkout)


def test_cuda_build_without_a_driver_is_said_before_its_libraries_come(
    checkout: Checkout, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = next((checkout.layout.venv / "lib").glob("python3*/site-packages"))
    (folder / "torch").mkdir()
    (folder / "torch" / "version.py").write_text("cuda: Optional[str] = '13.0'\nhip = None\n")
    monkeypatch.setattr(shutil, "which", lambda name: None)
    set_up(checkout)
    text = capsys.readouterr().out
    assert "CUDA 13.0 build, and no NVIDIA driver is here" in text
    assert "--torch-index URL" in text


def test_cpu_build_says_nothing_about_cuda(
    checkout: Checkout, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = next((checkout.layout.venv / "lib").glob("python3*/site-packages"))
    (folder / "torch").mkdir()
    (folder / "torch" / "version.py").write_text("cuda: Optional[str] = None\n")
    set_up(checkout)
    assert "CUDA" not in capsys.readouterr().out


def test_wheelhouse_is_the_only_source_of_packages(checkout: Checkout, tmp_path: Path) -> None:
    lock = checkout.lock.read_text() + "setuptools==81.0.0 \\\n    --hash=sha256:22\n"
    checkout.lock.write_text(lock)
    pip = packages.Pip(checkout.layout, Console(), str(tmp_path))
    packages.install_lock(pip, checkout.lock, checkout.layout.installed_lock)
    first, second = checkout.pip_calls()
    assert first[-1] == "setuptools==81.0.0"
    assert "--require-hashes" in second and "--no-build-isolation" in second
    for call in (first, second):
        assert call[call.index("--find-links") + 1] == str(tmp_path)
        assert "--no-index" in call
