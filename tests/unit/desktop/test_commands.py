"""One registry: duplicate ids and keys are refused, the palette finds what is meant."""

from __future__ import annotations

import pytest

from desktop.core.command_search import search
from desktop.core.commands import Command, CommandRegistry


def command(name: str, shortcut: str = "", title: str = "") -> Command:
    return Command(name, title or name, lambda: None, shortcut)


def test_a_second_command_of_the_same_id_is_refused() -> None:
    registry = CommandRegistry()
    registry.add(command("a.x"))
    with pytest.raises(ValueError, match=r"a\.x is registered twice"):
        registry.add(command("a.x"), "other")


def test_a_key_is_refused_within_a_scope_and_against_the_window() -> None:
    registry = CommandRegistry()
    registry.add(command("window.quit", "Ctrl+Q"))
    registry.add(command("motion.drag", "D"), "motion")
    registry.add(command("icl.drop", "d"), "icl")
    with pytest.raises(ValueError, match=r"motion\.drag"):
        registry.add(command("motion.other", "d"), "motion")
    with pytest.raises(ValueError, match=r"window\.quit"):
        registry.add(command("icl.quit", "X; ctrl+q"), "icl")


def test_a_disabled_command_does_not_run() -> None:
    ran: list[str] = []
    registry = CommandRegistry()
    registry.add(Command("a", "A", lambda: ran.append("a"), enabled=lambda: False))
    registry.add(Command("b", "B", lambda: ran.append("b")))
    assert (registry.run("a"), registry.run("b"), registry.run("c")) == (False, True, False)
    assert ran == ["b"]


def test_available_commands_are_those_of_the_workspace_and_the_window() -> None:
    registry = CommandRegistry()
    registry.add(command("w"))
    registry.add(command("m"), "motion")
    registry.add(command("i"), "icl")
    assert [c.id for c in registry.available("motion")] == ["m", "w"]
    registry.remove_scope("motion")
    assert [c.id for c in registry.available("motion")] == ["w"]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("op", "Open a picture"),
        ("sto", "Stop preview"),
        ("REN", "Render the video"),
        ("", "Stop preview"),
    ],
)
def test_the_palette_puts_the_best_fit_first(query: str, first: str) -> None:
    titles = ["Stop preview", "Render the video", "Open a picture"]
    commands = [command(title, title=title) for title in titles]
    assert search(query, commands)[0].title == first


def test_the_palette_leaves_out_what_lacks_a_letter() -> None:
    assert search("xyz", [command("Open")]) == []
