"""TextAttack's searches on our cells: as a search of ours, or as its own loop."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from worker.robustness.attacks.registry import WordsInPlay
from worker.robustness.scheduling.wave import Found, Scores, Search, Wave
from worker.robustness.textattack_bridge.adapter import Pieces, free_words
from worker.robustness.textattack_bridge.draws import draws_from
from worker.robustness.textattack_bridge.offline import load_textattack

# Prompts to the share of samples that each gets wrong.
Ask = Callable[[Sequence[str]], Sequence[float]]


class _Stopped(Exception):
    """Nobody waits for the search any more."""


def attack_with(
    pieces: Pieces, search_method: Any, play: WordsInPlay, ask: Ask, **goal: Any
) -> Any:
    """A `textattack.Attack` whose model is `ask`; `goal` are options of its goal function."""
    textattack = load_textattack()
    from textattack.constraints.pre_transformation import RepeatModification

    return textattack.Attack(
        _goal(ask, **goal),
        [RepeatModification(), free_words(play), *pieces.places, *pieces.constraints],
        pieces.transformation,
        search_method,
    )


def textattack_search(
    pieces: Pieces, make_search: Callable[[], Any], play: WordsInPlay, seed: int
) -> Search:
    """One of TextAttack's search methods as a search of ours.

    It calls its goal function where ours yield a wave, so it runs in a thread of its own, of which
    one of the two always waits for the other.

    Parameters
    ----------
    make_search : callable
        Makes a `textattack.search_methods.SearchMethod`.
    """
    load_textattack()
    asked: queue.Queue[Wave | Found | BaseException] = queue.Queue()
    told: queue.Queue[Scores | None] = queue.Queue()
    best = [-1.0, play.text]

    def ask(prompts: Sequence[str]) -> list[float]:
        asked.put(Wave(tuple(prompts), str(best[1]), "TextAttack"))
        scores = told.get()
        if scores is None or len(scores) < len(prompts):
            raise _Stopped
        return [float(value) for value in 1 - scores.accuracy]

    def run() -> None:
        try:
            attack = attack_with(pieces, make_search(), play, ask)
            asked.put(Found(attacked(attack, play, seed)))
        except _Stopped:
            asked.put(Found(str(best[1])))
        except BaseException as error:  # noqa: BLE001 - handed to the caller
            asked.put(error)

    threading.Thread(target=run, name="textattack", daemon=True).start()
    try:
        while True:
            said = asked.get()
            if isinstance(said, Found):
                return said
            if isinstance(said, BaseException):
                raise said
            told.put((yield said))
    finally:
        told.put(None)


def attacked(attack: Any, play: WordsInPlay, seed: int) -> str:
    """What `Attack.attack` makes of the prompt; the same seed makes the same."""
    with draws_from(Random(seed)):  # noqa: S311 - a draw, not a secret
        result = attack.attack(play.text, 0)
    return str(result.perturbed_result.attacked_text.text)


def _goal(ask: Ask, query_budget: float = float("inf"), use_cache: bool = True) -> Any:
    """A goal function that grows with the share of wrong answers and is never reached."""
    import lru
    from textattack.goal_function_results import ClassificationGoalFunctionResult
    from textattack.goal_functions import GoalFunction

    class WrongAnswers(GoalFunction):  # type: ignore[misc]
        def __init__(self) -> None:
            # The base class wants a model of a kind that it knows.
            self.model, self.batch_size = None, 2**30
            self.maximizable, self.allow_skip = True, False
            self.query_budget, self.use_cache = query_budget, use_cache
            self._call_model_cache: Any = lru.LRU(2**16) if use_cache else None

        def _call_model_uncached(self, attacked_text_list: Sequence[Any]) -> Sequence[float]:
            return ask([one.text for one in attacked_text_list]) if attacked_text_list else []

        def _is_goal_complete(self, model_output: float, _: Any) -> bool:
            return False

        def _get_score(self, model_output: float, _: Any) -> float:
            return float(model_output)

        def _goal_function_result_type(self) -> Any:
            return ClassificationGoalFunctionResult

        def _process_model_outputs(self, inputs: Any, outputs: Any) -> Any:
            return outputs

    return WrongAnswers()
