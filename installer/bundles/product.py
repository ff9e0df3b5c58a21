"""What is packaged, described once for all systems."""

from __future__ import annotations

import re
from dataclasses import dataclass

from installer import syslibs
from installer.failures import SetupError
from installer.layout import Layout

NAME = "vitrine"
TITLE = "Vitrine"
IDENTIFIER = "io.vitrine.Vitrine"
PROJECT_SUFFIX = "vitrine"
PROJECT_MIME = "application/x-vitrine-project"
PROJECT_TITLE = "Vitrine project"
CATEGORIES = ("Science", "Graphics", "Education")
# Commands on the path and the role that the launcher plays for each.
COMMANDS = {"vitrine": "window", "vitrine-worker": "worker"}
LOWEST_PYTHON = "3.11"


@dataclass(frozen=True)
class Product:
    """What every package says about itself, read from the project's own metadata."""

    version: str
    summary: str
    licence: str


def product_of(layout: Layout) -> Product:
    """Read the version, summary and licence.

    Raises
    ------
    SetupError
        Where the metadata lacks one.
    """
    text = layout.project_file.read_text("utf-8").split("[tool.")[0]
    return Product(_field(text, "version"), _field(text, "description"), _field(text, "license"))


def _field(text: str, name: str) -> str:
    # Python 3.10 and older, which may run this, have no tomllib.
    match = re.search(rf'^{name} = "([^"]+)"$', text, re.M)
    if match is None:
        raise SetupError(f"pyproject.toml has no {name}; add one to its [project] table.", 2)
    return match.group(1)


def debian_dependencies() -> str:
    """The `Depends` of a Debian package: a Python with venv, and the libraries of a window."""
    libraries = [library.apt for library in syslibs.BASE + syslibs.X11]
    python = (f"python3 (>= {LOWEST_PYTHON}) | python3.11 | python3.12 | python3.13",)
    venv = ("python3-venv | python3.11-venv | python3.12-venv | python3.13-venv",)
    return ", ".join((*python, *venv, *dict.fromkeys(libraries)))
