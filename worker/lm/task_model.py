"""A task's language model: loaded once for all tasks of an engine, with a word while that lasts."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor, TimeoutError
from contextlib import contextmanager

from shared.tasks.events import Progress
from worker.engine.context import TaskContext
from worker.lm.language_model import LanguageModel
from worker.lm.loading import load_causal
from worker.lm.opening import FOLDER, opened

# The model that ships is converted when it is first used, which may take a minute; an engine that
# says nothing for half a minute is taken for dead.
_WORD_EVERY_S = 2.0
_STAGE = "loading the language model"


class _NotLoaded(Exception):
    """It is not on the engine's shelf."""


def loading(ctx: TaskContext, ref: str) -> Generator[Progress, None, None]:
    """Load the model `ref` of this machine, if that was not done; then `language_model` is quick.

    A task that is cancelled meanwhile ends when the model is loaded.

    Raises
    ------
    AppError
        What loading raises.
    """
    if _is_server(ref) or _is_loaded(ctx, ref):
        return
    with ThreadPoolExecutor(1, "model-loader") as pool:
        future = pool.submit(load_causal, ref, ctx.home / FOLDER, ctx.device)
        while True:
            try:
                made = future.result(timeout=_WORD_EVERY_S)
            except TimeoutError:
                if future.done():
                    raise
                yield Progress(done=0, total=1, unit="models", stage=_STAGE)
            else:
                break
    ctx.loaded(_key(ref), lambda: made)


@contextmanager
def language_model(ctx: TaskContext, ref: str) -> Iterator[LanguageModel]:
    """The model `ref`; one of this machine is kept for the next attempts of this engine.

    Raises
    ------
    AppError
        What loading and the probe of a server raise.
    """
    if _is_server(ref):
        with opened(ref, ctx.home, ctx.device) as model:
            yield model
        return
    yield ctx.loaded(_key(ref), lambda: load_causal(ref, ctx.home / FOLDER, ctx.device))


def _is_server(ref: str) -> bool:
    return ref.startswith(("http://", "https://"))


def _key(ref: str) -> str:
    return f"lm:{ref}"


def _is_loaded(ctx: TaskContext, ref: str) -> bool:
    def nothing() -> LanguageModel:
        raise _NotLoaded

    try:
        ctx.loaded(_key(ref), nothing)
    except _NotLoaded:
        return False
    return True
