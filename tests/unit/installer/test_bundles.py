"""Packages of the thin launcher: built, unpacked and started, all from one description."""

from __future__ import annotations

import os
import plistlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from installer import bundled, cli
from installer.bundles import icons, linux, macos, windows
from installer.bundles.product import Product, product_of
from installer.failures import SetupError
from installer.layout import Layout

LAYOUT = Layout(Path(__file__).resolve().parents[3])
NEEDS_DPKG = pytest.mark.skipif(
    shutil.which("dpkg-deb") is None, reason="dpkg-deb is not installed here"
)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Debian package of this checkout."""
    return linux.write(LAYOUT, product_of(LAYOUT), tmp_path_factory.mktemp("dist"), None)


@pytest.fixture(scope="module")
def unpacked(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package unpacked without root, as a person can try it."""
    folder = tmp_path_factory.mktemp("unpacked")
    subprocess.run(["dpkg-deb", "-x", str(package), str(folder)], check=True)
    return folder


def start(unpacked: Path, place: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Start the unpacked launcher with the Python that runs the tests first on the path."""
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    environment = {**os.environ, "PATH": path, "VITRINE_PROGRAM": str(place), "DISPLAY": ""}
    return subprocess.run(
        [str(unpacked / "usr" / "bin" / "vitrine"), *arguments],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )


@NEEDS_DPKG
def test_debian_package_names_its_version_and_what_a_window_needs(package: Path) -> None:
    said = subprocess.run(
        ["dpkg-deb", "-f", str(package), "Version", "Architecture", "Depends"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert f"Version: {product_of(LAYOUT).version}" in said
    assert "Architecture: all" in said
    for needed in ("python3-venv", "libegl1", "libxcb-cursor0"):
        assert needed in said


@NEEDS_DPKG
def test_unpacked_package_carries_the_whole_program(unpacked: Path) -> None:
    program = unpacked / linux.PROGRAM
    for name in ("desktop/app.py", "installer/locks/linux-x86_64.lock", "resources/themes"):
        assert (program / name).exists()
    assert not list(program.rglob("__pycache__"))
    entry = (unpacked / "usr/share/applications/vitrine.desktop").read_text("utf-8")
    assert "Exec=vitrine %f" in entry
    assert (unpacked / "usr/share/icons/hicolor/scalable/apps/vitrine.svg").is_file()


@NEEDS_DPKG
def test_help_writes_nothing(unpacked: Path, tmp_path: Path) -> None:
    done = start(unpacked, tmp_path / "place", "--help")
    assert done.returncode == 0
    assert "vitrine setup doctor" in done.stdout
    assert not (tmp_path / "place").exists()


@NEEDS_DPKG
def test_doctor_of_the_package_runs_in_a_private_copy(unpacked: Path, tmp_path: Path) -> None:
    place = tmp_path / "place"
    done = start(unpacked, place, "setup", "doctor")
    assert "nothing is set up" in done.stdout, done.stderr
    assert place.stat().st_mode & 0o077 == 0
    assert bundled.stamp_of(place) == bundled.stamp_of(unpacked / linux.PROGRAM)


@NEEDS_DPKG
def test_unknown_setup_command_is_named(unpacked: Path, tmp_path: Path) -> None:
    done = start(unpacked, tmp_path / "place", "setup", "lock")
    assert (done.returncode, "setup lock" in done.stderr) == (2, True)


def test_same_files_make_the_same_package(package: Path, tmp_path: Path) -> None:
    again = linux.write(LAYOUT, product_of(LAYOUT), tmp_path, None)
    assert again.read_bytes() == package.read_bytes()


def made_program(folder: Path, version: str) -> Path:
    """A small program as it lies in a package."""
    (folder / "desktop").mkdir(parents=True)
    (folder / "desktop" / f"new_in_{version}.py").write_text("")
    (folder / bundled.STAMP).write_text(f'{{"version": "{version}"}}')
    return folder


def test_new_version_replaces_sources_and_keeps_the_environment(tmp_path: Path) -> None:
    place = tmp_path / "place"
    assert bundled.bring_up_to_date(place, made_program(tmp_path / "one", "1"))
    (place / ".venv").mkdir()
    assert not bundled.bring_up_to_date(place, tmp_path / "one")
    assert bundled.bring_up_to_date(place, made_program(tmp_path / "two", "2"))
    assert (place / ".venv").is_dir()
    assert [path.name for path in (place / "desktop").iterdir()] == ["new_in_2.py"]


def test_copy_that_was_cut_short_is_made_anew(tmp_path: Path) -> None:
    place, program = tmp_path / "place", made_program(tmp_path / "one", "1")
    bundled.bring_up_to_date(place, program)
    (place / bundled.STAMP).unlink()
    (place / "desktop" / "new_in_1.py").unlink()
    assert bundled.bring_up_to_date(place, program)
    assert (place / "desktop" / "new_in_1.py").is_file()


def test_wheelhouse_travels_beside_the_program(tmp_path: Path) -> None:
    house = tmp_path / "house"
    house.mkdir()
    (house / "a-1-py3-none-any.whl").write_bytes(b"wheel")
    places = [entry.place for entry in linux.entries_of(LAYOUT, product_of(LAYOUT), house)]
    assert "usr/share/vitrine/wheelhouse/a-1-py3-none-any.whl" in places
    with pytest.raises(SetupError, match="holds no packages"):
        linux.entries_of(LAYOUT, product_of(LAYOUT), tmp_path)


def test_missing_wheelhouse_is_refused_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["run", "--wheelhouse", "/no/such/folder"]) == 2
    assert "/no/such/folder is no folder" in capsys.readouterr().err


def test_definitions_of_all_systems_come_from_one_description() -> None:
    product = Product("9.8.7", "summary", "Apache-2.0")
    mac = {entry.place: entry for entry in macos.entries_of(LAYOUT, product, None)}
    win = {entry.place: entry for entry in windows.entries_of(LAYOUT, product, None)}
    deb = {entry.place: entry for entry in linux.entries_of(LAYOUT, product, None)}
    properties = plistlib.loads(mac["Contents/Info.plist"].content)
    assert properties["CFBundleShortVersionString"] == "9.8.7"
    assert mac["Contents/MacOS/vitrine"].executable
    script = win["vitrine.iss"].content.decode()
    assert "AppVersion=9.8.7" in script
    assert "AppId={{" in script and "VITRINE" not in script.split("AppId=")[1][:40]
    inside = [
        {place.split("program/", 1)[1] for place in entries if "program/" in place}
        for entries in (mac, win, deb)
    ]
    assert inside[0] == inside[1] == inside[2]


def test_icons_hold_the_picture_behind_their_headers() -> None:
    png = (LAYOUT.root / "resources" / "icons" / "vitrine.png").read_bytes()
    assert icons.ico(png)[22:] == png
    assert icons.icns(png)[16:] == png
    with pytest.raises(ValueError, match="instead of 256"):
        icons.ico(b"not a picture")


def test_options_behind_worker_are_all_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[list[str]] = []
    monkeypatch.setattr(cli.provision, "ensure_ready", lambda *_: None)
    monkeypatch.setattr(cli.launch, "start", lambda _, command: seen.append(command) or 0)
    assert cli.main(["worker", "run", "motion.render", "--python", "x", "--help"]) == 0
    assert seen[0][1:] == ["-m", "worker", "run", "motion.render", "--python", "x", "--help"]
