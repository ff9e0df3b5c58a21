"""What a finished future means for those who wait: a result, or an error in words."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from shared.errors import AppError

log = logging.getLogger(__name__)


def hand_over(
    future: Future[Any],
    done: Callable[[Any], object] | None,
    failed: Callable[[AppError], object] | None,
) -> None:
    """Call `done` with the result or `failed` with an `AppError`; other errors are logged too."""
    error = future.exception()
    if error is None:
        if done is not None:
            done(future.result())
        return
    if not isinstance(error, AppError):
        log.error("work in the background failed", exc_info=error)
        error = AppError("internal", reason=str(error) or type(error).__name__)
    if failed is not None:
        failed(error)
