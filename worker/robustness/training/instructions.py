"""Instructions in many wordings, so that the small model must read which task it is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from worker.robustness.training.texts import LabelledText

_PLACES = ("movie", "product", "tweet")
_SENTIMENTS = (("positive", "negative"), ("positive", "negative"), ("good", "bad"))
_ASKED = {
    "sentiment": (
        "{verb} whether the {feeling} of {this} {thing} is {a} or {b}.",
        "{classify} {this} {thing} as {a} or {b}.",
        "Is the {feeling} of {this} {thing} {a} or {b}?",
        "Is {this} {thing} {a} or {b}?",
        "What is the {feeling} of {this} {thing}: {a} or {b}?",
        "{verb} the {feeling} of {this} {thing} and answer with {a} or {b}.",
        "Given {this} {thing}, {answer} '{a}' or '{b}' for its {feeling}.",
        "You are a {role}. {verb} if {this} {thing} is {a} or {b}.",
        "In the role of a {role}, {answer} '{a}' or '{b}' for the {feeling} of {this} {thing}.",
        "",
    ),
    "source": (
        "{verb} where {this} text comes from: movie, product or tweet.",
        "{classify} the source of {this} text as movie, product or tweet.",
        "Is {this} text about a movie, about a product, or a tweet?",
        "What kind of text is it: movie, product or tweet?",
        "You are a {role}. {verb} the source of {this} text: movie, product or tweet.",
    ),
    "topic": (
        "{verb} the topic of {this} news: {topics}.",
        "{classify} the topic of {this} text as one of {topics}.",
        "What is {this} news about: {topics}?",
        "You are a {role}. {verb} which topic {this} text has: {topics}.",
    ),
}
_WORDS = {
    "verb": ("Determine", "Decide", "Say", "Tell", "Judge", "Identify", "Please tell", "Find"),
    "classify": ("Classify", "Label", "Rate", "Categorize", "Please classify"),
    "feeling": ("sentiment", "tone", "feeling", "opinion", "emotion", "attitude"),
    "this": ("this", "the", "the following", "the given"),
    "thing": ("review", "text", "sentence", "comment", "passage", "statement"),
    "answer": ("answer", "respond with", "reply with", "write"),
    "role": ("critic", "sentiment classifier", "reader", "careful judge", "language expert"),
}
_NAMES = {
    "sentiment": ("Review", "Text", "Sentence", "Input", "Comment"),
    "source": ("Text", "Sentence", "Input"),
    "topic": ("News", "Text", "Article", "Input"),
}
_OUTCOMES = {
    "sentiment": ("Sentiment", "Answer", "Label", "Output"),
    "source": ("Source", "Answer", "Label", "Output"),
    "topic": ("Topic", "Answer", "Label", "Output"),
}
# Prompts that the model is judged on; no training wording gives them.
JUDGED = {
    "sentiment": (
        "Assess the sentiment expressed here and reply positive or negative.\n"
        "Review: {content}\nSentiment:",
        "Would you call the attitude of the writer positive or negative?\nText: {content}\nAnswer:",
        "Please tell whether the sentiment of this review is positive or negative.\n"
        "Review: {content}\nSentiment:",
    ),
    "source": ("Recognize the origin of it: movie, product or tweet.\nText: {content}\nAnswer:",),
}


@dataclass(frozen=True)
class Instructed:
    """An instruction with a place for the sample, and the right answer."""

    prompt: str
    content: str
    answer: str


def instructed(one: LabelledText, topics: Sequence[str], rng: np.random.Generator) -> Instructed:
    """A task for a text, in one of its wordings."""
    task = "topic" if one.kind == "news" else "sentiment"
    if task == "sentiment" and rng.random() < 0.22:
        task = "source"
    names = {"topics": ", ".join(rng.permutation(list(topics)).tolist())}
    answer = one.kind if task == "source" else one.label
    if task == "sentiment":
        pair = _SENTIMENTS[rng.integers(len(_SENTIMENTS))]
        answer = pair[one.label == "negative"]
        names["a"], names["b"] = pair if rng.random() < 0.7 else pair[::-1]
    words = {key: _drawn(some, rng) for key, some in _WORDS.items()}
    asked = _drawn(_ASKED[task], rng).format(**words, **names)
    name, outcome = _drawn(_NAMES[task], rng), _drawn(_OUTCOMES[task], rng)
    layout = rng.random()
    if layout < 0.75 or not asked:
        prompt = f"{asked}\n{name}: {{content}}\n{outcome}:".lstrip("\n")
    elif layout < 0.9:
        prompt = f"{name}: {{content}}\n{asked}\n{outcome}:"
    else:
        prompt = f"{asked} {{content}}\n{outcome}:"
    return Instructed(prompt, one.text, answer)


def _drawn(some: Sequence[str], rng: np.random.Generator) -> str:
    return some[int(rng.integers(len(some)))]
