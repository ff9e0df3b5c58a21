"""The command line, the child's environment and the choice between window and demo."""

from __future__ import annotations

from pathlib import Path

import pytest

from installer import cli, launch
from installer.layout import Layout, platform_name
from installer.process import clean_environment, with_bytecode

LAYOUT = Layout(Path("/checkout"))


def test_window_opens_where_there_is_a_display() -> None:
    assert launch.has_display({"DISPLAY": ":0"}, "linux")
    assert launch.has_display({"WAYLAND_DISPLAY": "wayland-0"}, "linux")
    assert launch.has_display({}, "darwin")
    assert not launch.has_display({"DISPLAY": ""}, "linux")


def test_commands_pass_other_options_on() -> None:
    demo = launch.command_for(LAYOUT, True, Path("/o"), ["--seed", "1"])
    assert demo[1:] == ["-m", "worker", "demo", "--out", "/o", "--seed", "1"]
    window = launch.command_for(LAYOUT, False, Path("/o"), ["a.vitrine"])
    assert window[1:] == ["-m", "desktop", "--sample", "a.vitrine"]


def test_other_qts_leave_nothing_in_the_childs_environment() -> None:
    found = clean_environment(
        {
            "QT_QPA_PLATFORM_PLUGIN_PATH": "/x/cv2/qt/plugins",
            "QT_QPA_FONTDIR": "/x/cv2/qt/fonts",
            "QT_PLUGIN_PATH": "/y",
            "QT_QPA_PLATFORM": "offscreen",
            "LD_LIBRARY_PATH": "/x/cv2/lib:/opt/cuda",
            "PYTHONPATH": "/z",
            "HOME": "/h",
        }
    )
    assert found == {
        "QT_QPA_PLATFORM": "offscreen",
        "LD_LIBRARY_PATH": "/opt/cuda",
        "HOME": "/h",
    }


@pytest.mark.parametrize("chosen", ["", "/own"])
def test_modules_are_compiled_once_though_not_beside_the_sources(chosen: str) -> None:
    source = {"PYTHONDONTWRITEBYTECODE": "1", "HOME": "/h"}
    source |= {"PYTHONPYCACHEPREFIX": chosen} if chosen else {}
    found = with_bytecode(source, Path("/v/bytecode"))
    assert found == {"PYTHONPYCACHEPREFIX": chosen or str(Path("/v/bytecode")), "HOME": "/h"}
    assert with_bytecode({"HOME": "/h"}, Path("/v/bytecode")) == {"HOME": "/h"}


def test_torch_option_wins_over_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VITRINE_TORCH_INDEX", "file:///from-variable")
    parser = cli.build_parser()
    assert cli.wishes_of(parser.parse_args(["run"])).torch.index == "file:///from-variable"
    chosen = cli.wishes_of(parser.parse_args(["run", "--torch-wheel", "w.whl"])).torch
    assert (chosen.index, chosen.wheel) == ("", str(Path("w.whl").resolve()))


def test_unknown_option_of_a_command_without_pass_through_is_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert cli.main(["doctor", "--jsn"]) == 2
    assert "Unknown option: --jsn" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("system", "machine", "name"),
    [
        ("linux", "x86_64", "linux-x86_64"),
        ("linux", "aarch64", "linux-aarch64"),
        ("win32", "AMD64", "windows-x86_64"),
        ("darwin", "arm64", "macos-arm64"),
    ],
)
def test_every_platform_of_ours_has_a_list(system: str, machine: str, name: str) -> None:
    assert platform_name(system, machine) == name
    lists = Layout(Path(__file__).resolve().parents[3]).locks
    assert (lists / f"{name}.lock").is_file()


def test_options_that_are_not_ours_pass_in_order_and_unabbreviated() -> None:
    typed = ["test", "tests/unit", "-k", "word", "--slow", "--sys", "--durations=3"]
    known, extra = cli.build_parser().parse_known_args(typed)
    assert known.slow
    assert not known.system
    assert extra == ["tests/unit", "-k", "word", "--sys", "--durations=3"]
