"""The macOS definition: an .app folder with the launcher and the program in its resources.

Made on any system; signing and a disk image are steps on a Mac.
"""

from __future__ import annotations

import plistlib
from pathlib import Path

from installer.bundles import product as described
from installer.bundles.files import Entry, program_entries, wheelhouse_entries
from installer.bundles.folder import write_folder
from installer.bundles.icons import icns
from installer.bundles.product import Product
from installer.layout import Layout

LAUNCHER = """#!/bin/sh
# A program started from the Finder has a short PATH: the places of python.org and Homebrew too.
PATH="$PATH:/usr/local/bin:/opt/homebrew/bin"
for version in 3.13 3.12 3.11; do
  PATH="$PATH:/Library/Frameworks/Python.framework/Versions/$version/bin"
done
export PATH
here=$(cd "$(dirname "$0")" && pwd -P)
for python in python3.11 python3.12 python3.13 python3; do
  if command -v "$python" >/dev/null 2>&1; then
    exec "$python" -I "$here/../Resources/program/installer/bundled.py" {role} "$@"
  fi
done
words="{title} needs Python 3.11, 3.12 or 3.13 from python.org. Install it and start {title} again."
osascript -e "display alert \\"{title}\\" message \\"$words\\"" >/dev/null 2>&1
echo "$words" >&2
exit 2
"""


def properties(product: Product) -> bytes:
    """The Info.plist."""
    document = {
        "CFBundleTypeName": described.PROJECT_TITLE,
        "CFBundleTypeExtensions": [described.PROJECT_SUFFIX],
        "CFBundleTypeRole": "Editor",
    }
    return plistlib.dumps(
        {
            "CFBundleIdentifier": described.IDENTIFIER,
            "CFBundleName": described.TITLE,
            "CFBundleDisplayName": described.TITLE,
            "CFBundleExecutable": described.NAME,
            "CFBundleIconFile": described.NAME,
            "CFBundlePackageType": "APPL",
            "CFBundleShortVersionString": product.version,
            "CFBundleVersion": product.version,
            "CFBundleDocumentTypes": [document],
            "LSMinimumSystemVersion": "12.0",
            "NSHighResolutionCapable": True,
        }
    )


def entries_of(layout: Layout, product: Product, wheelhouse: Path | None) -> list[Entry]:
    """The .app's files, below its `Contents`."""
    png = (layout.root / "resources" / "icons" / "vitrine.png").read_bytes()
    launchers = [
        Entry(
            f"Contents/MacOS/{command}",
            content=LAUNCHER.format(role=role, title=described.TITLE).encode(),
            executable=True,
        )
        for command, role in described.COMMANDS.items()
    ]
    resources = "Contents/Resources"
    return [
        *launchers,
        Entry("Contents/Info.plist", content=properties(product)),
        Entry(f"{resources}/{described.NAME}.icns", content=icns(png)),
        *program_entries(layout, product.version, f"{resources}/program"),
        *wheelhouse_entries(wheelhouse, f"{resources}/wheelhouse"),
    ]


def write(layout: Layout, product: Product, out: Path, wheelhouse: Path | None) -> Path:
    """Write the .app into `out` and return its path; raises as `entries_of` does."""
    return write_folder(out / f"{described.TITLE}.app", entries_of(layout, product, wheelhouse))
