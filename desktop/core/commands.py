"""Commands: the one registry that feeds menus, shortcuts and the palette."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from desktop.core.observable import Signal


def always() -> bool:
    """The default of `Command.enabled`."""
    return True


@dataclass(frozen=True)
class Command:
    """Something a person can do.

    Attributes
    ----------
    id : str
        `scope.verb`, for example `motion.render`.
    title : str
        What it does, in the current language; a workspace makes its commands anew when
        that changes.
    shortcut : str
        In Qt's portable notation, for example `Ctrl+Return`; several separated by `; `.
    icon : str
        A name of the theme's icons, for example `ph.play`.
    enabled : callable
        Whether it can run now; asked when a menu, the palette or a shortcut is about to use it.
    """

    id: str
    title: str
    callback: Callable[[], object]
    shortcut: str = ""
    icon: str = ""
    enabled: Callable[[], bool] = always

    @property
    def keys(self) -> tuple[str, ...]:
        """The shortcuts one by one."""
        return tuple(key for key in self.shortcut.split("; ") if key)


class CommandRegistry:
    """Commands by id, each in a scope: the empty scope is the whole window, others are workspaces.

    A key may be used again in another workspace, but not twice in one, nor both in one and in
    the window.
    """

    def __init__(self) -> None:
        self._commands: dict[str, tuple[str, Command]] = {}
        self.changed: Signal[()] = Signal()

    def add(self, commands: Command | Iterable[Command], scope: str = "") -> None:
        """Register commands.

        Raises
        ------
        ValueError
            If an id or a key is taken.
        """
        for command in (commands,) if isinstance(commands, Command) else tuple(commands):
            self._check(command, scope)
            self._commands[command.id] = (scope, command)
        self.changed.emit()

    def _check(self, command: Command, scope: str) -> None:
        if command.id in self._commands:
            raise ValueError(f"command {command.id} is registered twice")
        for other_scope, other in self._commands.values():
            if scope and other_scope and scope != other_scope:
                continue
            both = {k.lower() for k in command.keys} & {k.lower() for k in other.keys}
            if both:
                raise ValueError(f"{both.pop()} is the key of {other.id} and of {command.id}")

    def remove_scope(self, scope: str) -> None:
        """Forget all commands of a scope."""
        self._commands = {k: v for k, v in self._commands.items() if v[0] != scope}
        self.changed.emit()

    def available(self, scope: str) -> list[Command]:
        """The commands of the window and of one workspace, the workspace's first."""
        own = [c for s, c in self._commands.values() if s == scope and scope]
        return own + [c for s, c in self._commands.values() if not s]

    def in_scope(self, scope: str) -> list[Command]:
        """The commands of exactly this scope."""
        return [c for s, c in self._commands.values() if s == scope]

    def get(self, command_id: str) -> Command | None:
        """The command of that id, or None."""
        entry = self._commands.get(command_id)
        return entry[1] if entry else None

    def run(self, command_id: str) -> bool:
        """Run a command if it exists and is enabled; returns whether it ran."""
        command = self.get(command_id)
        if command is None or not command.enabled():
            return False
        command.callback()
        return True

    def __iter__(self) -> Iterator[Command]:
        return (command for _, command in self._commands.values())

    def __len__(self) -> int:
        return len(self._commands)
