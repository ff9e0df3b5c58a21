"""TextAttack's own loop, as PromptBench runs it: the baseline that our search is measured against.

`Attack.attack` with its word importance ranking; its goal function asks one prompt on one sample at
a time and remembers nothing, as PromptBench's does.
"""

from __future__ import annotations

from worker.robustness.attacks.registry import TEXTATTACK, WordsInPlay
from worker.robustness.search.naive import NaiveLoop
from worker.robustness.textattack_bridge.adapter import pieces_of
from worker.robustness.textattack_bridge.offline import load_textattack
from worker.robustness.textattack_bridge.searching import attack_with, attacked


def textattack_loop(loop: NaiveLoop, name: str, play: WordsInPlay, seed: int) -> str:
    """The attacked prompt that TextAttack finds with the attack of that name.

    Parameters
    ----------
    loop : NaiveLoop
        Asks the model sample by sample and counts; its budget is kept, in whole prompts.
    name : str
        "deepwordbug", "textbugger" or "textfooler", or a class of TextAttack's transformations.

    Raises
    ------
    AppError
        As `pieces_of`.
    """
    load_textattack()
    from textattack.search_methods import GreedyWordSwapWIR

    pieces = pieces_of(name.removeprefix(TEXTATTACK))
    samples = len(loop.samples)
    budget = loop.budget // samples if loop.budget else float("inf")
    attack = attack_with(
        pieces,
        GreedyWordSwapWIR(wir_method=pieces.order),
        play,
        lambda prompts: [loop.wrong(prompt) / samples for prompt in prompts],
        query_budget=budget,
        use_cache=False,
    )
    return attacked(attack, play, seed)
