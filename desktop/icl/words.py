"""What the Demos workspace says: retrievers, orders, reasons, numbers."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop.icl.index_session import IndexState
from desktop.widgets.words import error_words, time_left
from shared.icl.retrievers import RETRIEVERS, TRAINED, WITH_FEEDBACK, RetrieverName
from shared.tasks.icl_pick import Retrieved

translate = QCoreApplication.translate
# The most useful first.
_FIRST: tuple[RetrieverName, ...] = ("llmr", "minilm", "bm25", "label-support", "rrf", "mmr")
OFFERED: tuple[RetrieverName, ...] = (
    *_FIRST,
    *(name for name in RETRIEVERS if name not in _FIRST),
)


def retriever_words(name: str) -> str:
    """What a retriever is called."""
    return {
        "llmr": translate("Icl", "Automatic (LLM-R gate)"),
        "zero": translate("Icl", "No demonstrations"),
        "random": translate("Icl", "Random"),
        "kmeans": translate("Icl", "K-means"),
        "bm25": "BM25",
        "minilm": "MiniLM",
        "mmr": "MiniLM + MMR",
        "dpp": "DPP",
        "cone": "ConE",
        "epr": "EPR",
        "llmr-1": translate("Icl", "LLM-R, iteration {n}").format(n=1),
        "llmr-2": translate("Icl", "LLM-R, iteration {n}").format(n=2),
        "llmr-3": translate("Icl", "LLM-R, iteration {n}").format(n=3),
        "rerank": translate("Icl", "LM-feedback re-ranker"),
        "llmr-nolm": translate("Icl", "Re-ranker without LM scores"),
        "label-support": translate("Icl", "Label support"),
        "label-quota": translate("Icl", "MiniLM, labels in turn"),
        "rrf": translate("Icl", "Rank fusion"),
        "oracle": translate("Icl", "Oracle (reads the answer)"),
    }.get(name, name)


def retriever_help(name: str) -> str:
    """What a retriever looks at, in a sentence."""
    if name == "llmr":
        return translate(
            "Icl",
            "What won on validation for this task: trained on the LM's feedback only where that"
            " beat the controls without it.",
        )
    if name == "oracle":
        return translate(
            "Icl", "Asks the LM with the right answer: an upper bound that no test can use."
        )
    if name in WITH_FEEDBACK:
        return translate("Icl", "Uses what a language model makes of demonstrations.")
    if name in TRAINED or name.startswith("label-"):
        return translate("Icl", "Looks at labels and asks no language model: a control.")
    return translate("Icl", "Asks no language model, and needs no training.")


def order_words(order: str) -> str:
    """What an order preset is called."""
    return {
        "similar-last": translate("Icl", "Best last (LLM-R)"),
        "similar-first": translate("Icl", "Best first"),
        "random": translate("Icl", "Random order"),
        "label-alternating": translate("Icl", "Labels alternating"),
        "given": translate("Icl", "By hand"),
    }.get(order, order)


def reason_words(reason: str) -> str:
    """Why a candidate is not in the prompt."""
    return {
        "banned": translate("Icl", "banned"),
        "quota": translate("Icl", "label quota is full"),
        "beyond k": "",
        "budget": translate("Icl", "dropped: over the token budget"),
    }.get(reason, reason)


def used_words(retrieved: Retrieved) -> str:
    """What chose the demonstrations, and why it was that."""
    used = retriever_words(retrieved.used)
    match retrieved.why:
        case "gate":
            return translate("Icl", "{retriever}, by the validation gate").format(retriever=used)
        case "untrained":
            words = translate("Icl", "{retriever}: nothing is trained for this task")
            return words.format(retriever=used)
        case _:
            return used


def index_words(state: IndexState) -> str:
    """How far the worker is with the pool; empty when it is ready."""
    match state.step:
        case "none" | "ready":
            return ""
        case "offline":
            return translate("Icl", "Waiting for the worker. The pool can be browsed meanwhile.")
        case "writing" | "sending":
            return translate("Icl", "Handing the pool to the worker…")
        case "failed":
            return error_words(state.error) if state.error is not None else ""
        case "encoding":
            if not state.total:
                return translate("Icl", "Encoding the pool…")
            words = translate("Icl", "Encoding the pool: {percent} %")
            words = words.format(percent=int(100 * state.done / state.total))
            return words + (" · " + time_left(state.eta_s) if state.eta_s is not None else "")


def signed(value: float, digits: int = 2) -> str:
    """A number with its sign, with a real minus: `+0.42`, `−0.10`."""
    text = f"{abs(value):.{digits}f}"
    if float(text) == 0:
        return text
    return ("+" if value > 0 else "−") + text


def count_words(count: int) -> str:
    """A number with its thousands parted."""
    return f"{count:,}"
