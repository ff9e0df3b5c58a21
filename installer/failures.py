"""The one error that set-up shows to a person."""

from __future__ import annotations


class SetupError(Exception):
    """A sentence that says what is wrong and what to do; set-up ends with `exit_code`.

    Parameters
    ----------
    sentence : str
        Names the value, the limit and the way out.
    exit_code : int
        2 where the caller must change something first, 1 where the next run can go on by itself.
    """

    def __init__(self, sentence: str, exit_code: int = 1) -> None:
        super().__init__(sentence)
        self.exit_code = exit_code
