"""The Debian package: launcher, desktop entry, icon and the program below /usr/share."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Sequence
from pathlib import Path

from installer.bundles import product as described
from installer.bundles.archive import write_ar, write_tar_gz
from installer.bundles.files import Entry, program_entries, wheelhouse_entries
from installer.bundles.product import Product
from installer.layout import Layout

SHARE = f"usr/share/{described.NAME}"
PROGRAM = f"{SHARE}/program"
LARGEST_MEMBER_BYTES = 9_999_999_999  # ten digits in an ar header

LAUNCHER = """#!/bin/sh
# Finds the program from its own place, so that an unpacked package starts as an installed one does.
here=$(dirname "$(readlink -f "$0")")
exec python3 -I "$here/../share/{name}/program/installer/bundled.py" {role} "$@"
"""
DESKTOP_ENTRY = """[Desktop Entry]
Type=Application
Name={title}
Comment={summary}
Exec={name} %f
Icon={name}
Terminal=false
Categories={categories};
MimeType={mime};
StartupWMClass={name}
Actions=doctor;

[Desktop Action doctor]
Name=What is installed and what is wrong
Name[zh_CN]=检查安装情况
Exec=x-terminal-emulator -e sh -c "{name} setup doctor; read line"
"""
MIME = """<?xml version="1.0" encoding="UTF-8"?>
<mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">
  <mime-type type="{mime}">
    <comment>{comment}</comment>
    <glob pattern="*.{suffix}"/>
  </mime-type>
</mime-info>
"""
CONTROL = """Package: {name}
Version: {version}
Architecture: all
Maintainer: {title} contributors <{name}@localhost>
Installed-Size: {kilobytes}
Depends: {depends}
Recommends: xdg-utils, fonts-noto-cjk
Section: science
Priority: optional
Description: {summary}
 A thin launcher with the program's sources, resources and package lists.
 The first start sets up a locked environment in the user's own folder, over
 the network or from a wheelhouse; no start needs root.
"""
# Nothing of a package may rummage in homes; the person is told instead.
POSTRM = """#!/bin/sh
set -e
if [ "$1" = remove ] || [ "$1" = purge ]; then
  echo "What {title} set up for a user lies in ~/.local/share/{name}-program of each; remove that"
  echo "folder to free its space. Results and settings stay in ~/.local/share/{name} and"
  echo "~/.config/{name}."
fi
"""


def entries_of(layout: Layout, product: Product, wheelhouse: Path | None) -> list[Entry]:
    """Everything that the package installs."""
    names = {"name": described.NAME, "title": described.TITLE, "summary": product.summary}
    desktop_entry = DESKTOP_ENTRY.format(
        categories=";".join(described.CATEGORIES), mime=described.PROJECT_MIME, **names
    )
    mime = MIME.format(
        mime=described.PROJECT_MIME,
        comment=described.PROJECT_TITLE,
        suffix=described.PROJECT_SUFFIX,
    )
    icons = layout.root / "resources" / "icons"
    share = "usr/share"
    launchers = [
        Entry(f"usr/bin/{command}", content=_launcher(role), executable=True)
        for command, role in described.COMMANDS.items()
    ]
    return [
        *launchers,
        *program_entries(layout, product.version, PROGRAM),
        *wheelhouse_entries(wheelhouse, f"{SHARE}/wheelhouse"),
        Entry(f"{share}/applications/vitrine.desktop", content=desktop_entry.encode()),
        Entry(f"{share}/mime/packages/vitrine.xml", content=mime.encode()),
        Entry(f"{share}/icons/hicolor/scalable/apps/vitrine.svg", icons / "vitrine.svg"),
        Entry(f"{share}/icons/hicolor/256x256/apps/vitrine.png", icons / "vitrine.png"),
        Entry(f"{share}/doc/vitrine/copyright", content=_copyright(layout, product)),
    ]


def _launcher(role: str) -> bytes:
    return LAUNCHER.format(name=described.NAME, role=role).encode()


def _copyright(layout: Layout, product: Product) -> bytes:
    notice = (layout.root / "NOTICE").read_text("utf-8")
    where = "On Debian its text is /usr/share/common-licenses/Apache-2.0."
    return f"{described.TITLE} is licensed under {product.licence}. {where}\n\n{notice}".encode()


def control_entries(product: Product, entries: Sequence[Entry]) -> list[Entry]:
    """The package's own description, checksums and last words."""
    control = CONTROL.format(
        name=described.NAME,
        title=described.TITLE,
        version=product.version,
        kilobytes=-(-sum(entry.size_bytes for entry in entries) // 1024),
        depends=described.debian_dependencies(),
        summary=product.summary.rstrip("."),
    )
    sums = "".join(f"{_md5(entry)}  {entry.place}\n" for entry in entries)
    postrm = POSTRM.format(name=described.NAME, title=described.TITLE)
    return [
        Entry("control", content=control.encode()),
        Entry("md5sums", content=sums.encode()),
        Entry("postrm", content=postrm.encode(), executable=True),
    ]


def _md5(entry: Entry) -> str:
    # dpkg asks for MD5 by its format; it finds a damaged disk, not an attacker.
    if entry.source is None:
        return hashlib.md5(entry.content, usedforsecurity=False).hexdigest()
    with entry.source.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()


def write(layout: Layout, product: Product, out: Path, wheelhouse: Path | None) -> Path:
    """Write the package into `out` and return its path; neither root nor dpkg is needed.

    Raises
    ------
    SetupError
        Where the checkout or the wheelhouse is not whole.
    """
    entries = entries_of(layout, product, wheelhouse)
    target = out / f"{described.NAME}_{product.version}_all.deb"
    with tempfile.TemporaryDirectory(dir=out, prefix=".deb-") as scratch:
        parts = {
            "control.tar.gz": control_entries(product, entries),
            "data.tar.gz": entries,
        }
        version = Path(scratch) / "debian-binary"
        version.write_bytes(b"2.0\n")
        members = [("debian-binary", version)]
        for name, content in parts.items():
            path = Path(scratch) / name
            with path.open("wb") as file:
                write_tar_gz(file, content)
            members.append((name, path))
        temporary = Path(scratch) / target.name
        with temporary.open("wb") as file:
            write_ar(file, members)
        temporary.replace(target)
    return target
