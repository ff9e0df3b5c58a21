"""Undo restores the identical value, forgets within limits, and knows what is saved."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desktop.core.undo import UndoStack


def test_undo_and_redo_return_the_identical_values() -> None:
    first, second = ("a",), ("b",)
    stack: UndoStack[tuple[str, ...]] = UndoStack()
    stack.push("Change", first, second)
    assert stack.undo() is first
    assert stack.redo() is second
    assert stack.redo() is None


def test_a_push_after_undo_forgets_what_could_be_redone() -> None:
    stack: UndoStack[int] = UndoStack()
    stack.push("one", 0, 1)
    stack.undo()
    stack.push("two", 0, 2)
    assert (stack.can_redo, stack.undo_label, len(stack)) == (False, "two", 1)


def test_a_gesture_that_changes_nothing_is_no_step() -> None:
    value = ("same",)
    stack: UndoStack[tuple[str]] = UndoStack()
    stack.push("nothing", value, value)
    assert not stack.can_undo


def test_steps_and_bytes_are_limited_but_the_newest_stays() -> None:
    stack: UndoStack[int] = UndoStack(max_steps=3, max_bytes=100)
    for n in range(5):
        stack.push(str(n), n, n + 1, cost_bytes=1)
    assert len(stack) == 3
    stack.push("large", 5, 6, cost_bytes=1000)
    assert (len(stack), stack.undo()) == (1, 5)


def test_saved_state_is_found_again_by_undo_and_lost_when_trimmed() -> None:
    stack: UndoStack[int] = UndoStack(max_steps=2)
    stack.push("1", 0, 1)
    stack.mark_saved()
    stack.push("2", 1, 2)
    assert stack.is_modified
    stack.undo()
    assert not stack.is_modified
    stack.undo()
    stack.push("other", 0, 9)
    assert stack.is_modified
    stack.undo()
    assert stack.is_modified, "the saved value cannot be reached any more"


@given(st.lists(st.one_of(st.integers(), st.sampled_from(["undo", "redo"])), max_size=40))
def test_any_history_undone_is_the_start_and_redone_is_the_end(actions: list[int | str]) -> None:
    stack: UndoStack[object] = UndoStack()
    start: object = object()
    current = start
    for action in actions:
        if action == "undo":
            current = stack.undo() or current
        elif action == "redo":
            current = stack.redo() or current
        else:
            new = object()
            stack.push("edit", current, new)
            current = new
    while stack.can_redo:
        current = stack.redo()
    end = current
    while stack.can_undo:
        current = stack.undo()
    assert current is start
    while stack.can_redo:
        current = stack.redo()
    assert current is end
