"""The Windows definition: a folder with an Inno Setup script that makes the set-up program.

Made on any system; the script itself is compiled on Windows (`iscc vitrine.iss`).
"""

from __future__ import annotations

import uuid
from pathlib import Path

from installer.bundles import product as described
from installer.bundles.files import Entry, program_entries, wheelhouse_entries
from installer.bundles.folder import write_folder
from installer.bundles.icons import ico
from installer.bundles.product import Product
from installer.layout import Layout

# The same for every version, so that a new one replaces the old.
APP_ID = str(uuid.uuid5(uuid.NAMESPACE_DNS, described.IDENTIFIER)).upper()

LAUNCHER = """@echo off
rem Starts {title} with the Python that is installed; the first start sets up its environment.
where py >nul 2>nul && (
  py -3 -I "%~dp0program\\installer\\bundled.py" {role} %*
  exit /b
)
where python >nul 2>nul && (
  python -I "%~dp0program\\installer\\bundled.py" {role} %*
  exit /b
)
echo {title} needs Python 3.11, 3.12 or 3.13 from python.org. Install it and start {title} again.
pause
exit /b 2
"""
SCRIPT = """; Compile on Windows: iscc {name}.iss
[Setup]
AppId={{{{{app_id}}}
AppName={title}
AppVersion={version}
AppPublisher={title} contributors
DefaultDirName={{autopf}}\\{title}
DefaultGroupName={title}
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=dialog
LicenseFile=program\\LICENSE
SetupIconFile={name}.ico
UninstallDisplayIcon={{app}}\\{name}.ico
OutputBaseFilename={name}-{version}-setup
Compression=lzma2
SolidCompression=yes
ChangesAssociations=yes
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible

[Files]
Source: "*"; DestDir: "{{app}}"; Excludes: "*.iss"; Flags: recursesubdirs ignoreversion

[InstallDelete]
; Modules that a new version no longer has.
Type: filesandordirs; Name: "{{app}}\\program"

[Icons]
Name: "{{group}}\\{title}"; Filename: "{{app}}\\{name}.cmd"; IconFilename: "{{app}}\\{name}.ico"
Name: "{{group}}\\Uninstall {title}"; Filename: "{{uninstallexe}}"

[Registry]
Root: HKA; Subkey: "Software\\Classes\\.{suffix}"; ValueType: string; \
ValueData: "{title}.Project"; Flags: uninsdeletevalue
Root: HKA; Subkey: "Software\\Classes\\{title}.Project"; ValueType: string; \
ValueData: "{project_title}"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\\Classes\\{title}.Project\\shell\\open\\command"; ValueType: string; \
ValueData: \"""{{app}}\\{name}.cmd"" ""%1\"""

[UninstallRun]
; What the launcher set up for this user; results and settings stay.
Filename: "{{app}}\\{name}.cmd"; Parameters: "setup uninstall --yes"; RunOnceId: "environment"
"""


def entries_of(layout: Layout, product: Product, wheelhouse: Path | None) -> list[Entry]:
    """The files beside the script, and the script."""
    names = {"name": described.NAME, "title": described.TITLE}
    script = SCRIPT.format(
        app_id=APP_ID,
        version=product.version,
        suffix=described.PROJECT_SUFFIX,
        project_title=described.PROJECT_TITLE,
        **names,
    )
    launchers = [
        Entry(f"{command}.cmd", content=_lines(LAUNCHER.format(role=role, **names)))
        for command, role in described.COMMANDS.items()
    ]
    png = (layout.root / "resources" / "icons" / "vitrine.png").read_bytes()
    return [
        *launchers,
        *program_entries(layout, product.version, "program"),
        *wheelhouse_entries(wheelhouse, "wheelhouse"),
        Entry(f"{described.NAME}.ico", content=ico(png)),
        Entry(f"{described.NAME}.iss", content=_lines(script)),
    ]


def _lines(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode()


def write(layout: Layout, product: Product, out: Path, wheelhouse: Path | None) -> Path:
    """Write the folder into `out` and return its path; raises as `entries_of` does."""
    target = out / f"{described.NAME}-{product.version}-windows"
    return write_folder(target, entries_of(layout, product, wheelhouse))
