"""The settings, what is known of the samples, and which runs are looked at; no Qt."""

from __future__ import annotations

import msgspec

from desktop.core.observable import Observable
from desktop.core.undo import UndoStack
from desktop.robustness.attacks import in_order
from desktop.robustness.setup import DataFacts, Setup, problem, with_lock, words
from shared.robustness.figures import PromptWord


class RobustModel:
    """The one mutable owner of the settings.

    Attributes
    ----------
    setup : Observable of Setup
    facts : Observable of DataFacts
    chosen, compared : Observable of str
        Ids of the run that is shown, and of a second one beside it; empty for none.
    """

    def __init__(self) -> None:
        self.setup: Observable[Setup] = Observable(Setup())
        self.facts: Observable[DataFacts] = Observable(DataFacts())
        self.chosen: Observable[str] = Observable("")
        self.compared: Observable[str] = Observable("")
        self.undo_stack: UndoStack[Setup] = UndoStack()

    def edit(self, label: str, after: Setup, *, step: bool = True) -> None:
        """Change the settings; `step` makes it a gesture that can be taken back."""
        before = self.setup.value
        if after == before:
            return
        if step:
            self.undo_stack.push(label, before, after)
        self.setup.value = after

    def change(self, label: str, **fields: object) -> None:
        """Change fields of the settings as one gesture."""
        self.edit(label, msgspec.structs.replace(self.setup.value, **fields))

    def toggle_lock(self, word: PromptWord) -> bool:
        """Lock or free a word; False where it cannot be freed."""
        after = with_lock(self.setup.value, word)
        if after == self.setup.value:
            return False
        self.edit("Lock", after)
        return True

    def toggle_attack(self, attack: str, *, on: bool) -> None:
        """Choose an attack, or leave it out."""
        chosen = set(self.setup.value.attacks)
        chosen = chosen | {attack} if on else chosen - {attack}
        self.change("Attacks", attacks=in_order(chosen))

    def undo(self) -> None:
        """Take the last gesture back."""
        before = self.undo_stack.undo()
        if before is not None:
            self.setup.value = before

    def redo(self) -> None:
        """Repeat the gesture that was taken back."""
        after = self.undo_stack.redo()
        if after is not None:
            self.setup.value = after

    @property
    def words(self) -> tuple[PromptWord, ...]:
        """The prompt's words, each with its lock."""
        return words(self.setup.value, self.facts.value)

    @property
    def problem(self) -> str:
        """Why nothing can run now; empty where all is there."""
        return problem(self.setup.value, self.facts.value)
