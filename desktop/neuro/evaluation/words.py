"""What the screen of evaluations says; figures of the worker come in English."""

from __future__ import annotations

import re

from PySide6.QtCore import QCoreApplication

from desktop.neuro.evaluation.evaluator import EvaluationRun
from desktop.neuro.evaluation.recordings import Format, Recordings
from desktop.neuro.evaluation.result import LEAKY, SAFE, Evaluation
from desktop.widgets.words import duration, time_left
from shared.tasks.neuro_evaluate import NeuroEvaluateRequest, SplitName

translate = QCoreApplication.translate
_CLASSES = 40
# The end of a figure's name says how many trials were averaged.
_REPEATS = re.compile(r"_r(\d+)$")


def confound_title() -> str:
    """The demonstration's name."""
    return translate("Evaluation", "Confound demonstration")


def request_title(request: NeuroEvaluateRequest) -> str:
    """What an evaluation is called, in the list of jobs too."""
    if request.confound_demo:
        return confound_title()
    if request.simulate == "demo":
        words = translate("Evaluation", "Simulated people ({count}), clear responses")
    elif request.simulate == "realistic":
        words = translate("Evaluation", "Simulated people ({count}), realistic")
    else:
        of_faces = request.format == "n170"
        what = translate("Evaluation", "Recordings")
        if of_faces:
            what = translate("Evaluation", "Faces against houses")
        return f"{what} · {split_words(request.split)}"
    return words.format(count=request.participants)


def run_words(run: EvaluationRun) -> str:
    """How far an evaluation is."""
    match run.step:
        case "sending" if run.sends_files:
            return translate("Evaluation", "Copying the recordings to the worker…")
        case "sending":
            return translate("Evaluation", "Waiting for the worker to answer…")
        case "waiting":
            return translate("Evaluation", "Waiting for its turn…")
        case "reading":
            return translate("Evaluation", "Reading the result…")
        case "running":
            words = stage_words(run.stage)
            return f"{words} · {time_left(run.eta_s)}" if run.eta_s is not None else words
        case _:
            return ""


def stage_words(stage: str) -> str:
    """What the worker does now."""
    head, _, rest = stage.partition(": ")
    known = {
        "": translate("Evaluation", "Starting…"),
        "simulating": translate("Evaluation", "Simulating EEG…"),
        "drawing pictures": translate("Evaluation", "Drawing pictures…"),
        "decoding": translate("Evaluation", "Decoding…"),
        "scoring": translate("Evaluation", "Scoring…"),
        "painting": translate("Evaluation", "Painting pictures…"),
        "reading": translate("Evaluation", "Reading recordings…"),
        "leaky_split_accuracy": translate("Evaluation", "Decoding with a leaky split…"),
        "leaky_split_accuracy_above_5_hz": translate("Evaluation", "Decoding above 5 Hz only…"),
        "accuracy_in_another_session": translate("Evaluation", "Decoding another session…"),
        "accuracy_of_a_mixed_order": translate("Evaluation", "Decoding a mixed order…"),
    }
    if stage.startswith("reading "):
        return translate("Evaluation", "Reading {name}…").format(name=stage[len("reading ") :])
    words = known.get(head, known.get(stage, stage))
    return f"{words} {rest}" if rest and head in known else words


def cell_words(text: str) -> str:
    """A cell of a table; names of figures stay English."""
    known = {
        "What is tested on": translate("Evaluation", "What is tested on"),
        "Split": translate("Evaluation", "Split"),
        "Right": translate("Evaluation", "Right"),
        "Chance": translate("Evaluation", "Chance"),
        "chance": translate("Evaluation", "Chance"),
        "figure": translate("Evaluation", "Figure"),
        "value": translate("Evaluation", "Value"),
        "leaky": translate("Evaluation", "leaky"),
        "safe": translate("Evaluation", "safe"),
        "Block design, random pictures": translate("Evaluation", "Block design, random pictures"),
        "The same, above 5 Hz only": translate("Evaluation", "The same, above 5 Hz only"),
        "Block design, another session": translate("Evaluation", "Block design, another session"),
        "Mixed order, other runs": translate("Evaluation", "Mixed order, other runs"),
    }
    return known.get(text) or _figure_words(text)


def _figure_words(name: str) -> str:
    found = _REPEATS.search(name)
    words = _REPEATS.sub("", name).replace("_", " ")
    return f"{words} · {trial_words(int(found[1]))}" if found else words


def trial_words(count: int) -> str:
    """From how many trials."""
    if count == 1:
        return translate("Evaluation", "1 trial")
    return translate("Evaluation", "{count} trials").format(count=count)


def percent_of(share: float) -> str:
    """`100 %`, `3.8 %`, never broken between two lines."""
    digits = 0 if share >= 0.1 else 1
    return f"{100 * share:.{digits}f}\u00a0%"


def explanation(result: Evaluation) -> str:
    """What a result means, in plain words."""
    if result.kind == "confound":
        return _confound_words(result)
    if result.kind == "simulated":
        return translate(
            "Evaluation",
            "Simulated people, none of whom was trained on, were calibrated in one session and"
            " tested in another, on concepts whose EEG is in no training. Each figure stands beside"
            " its interval and beside what chance gives; p is from labels that were shuffled.",
        )
    if result.kind == "recordings":
        words = translate(
            "Evaluation",
            "Recordings of people. Each figure stands beside its interval; p is from labels that"
            " were shuffled.",
        )
        warning = leak_warning(result.request.split) if result.request is not None else ""
        return f"{words}\n\n{warning}" if warning else words
    return ""


def format_words(kind: Format) -> str:
    """What recordings are, in a list."""
    return {
        "auto": translate("Evaluation", "Any, with markers"),
        "n170": translate("Evaluation", "Faces and houses"),
        "eegcvpr40": "EEGCVPR40",
        "things-eeg2": "THINGS-EEG2",
    }[kind]


def format_help(kind: Format) -> str:
    """Which files are read."""
    return {
        "auto": translate(
            "Evaluation",
            "XDF, FIF, EDF, BDF, EEGLAB, BrainVision or CSV files whose markers name pictures or"
            " classes; people and sessions are told by their notes or folders: sub-01/ses-1/…",
        ),
        "n170": translate("Evaluation", "subjectNNNN/sessionNNN/*.csv of a Muse"),
        "eegcvpr40": translate(
            "Evaluation", "eeg_5_95_std.pth or another of its files, and those of its splits"
        ),
        "things-eeg2": translate(
            "Evaluation", "sub-NN/preprocessed_eeg_training.npy, or one such file"
        ),
    }[kind]


def split_words(split: SplitName) -> str:
    """A split, in a list and in titles."""
    return {
        "within-subject": translate("Evaluation", "within each person"),
        "leave-one-subject-out": translate("Evaluation", "other people"),
        "image": translate("Evaluation", "other pictures"),
        "concept": translate("Evaluation", "unseen concepts"),
        "block": translate("Evaluation", "other blocks"),
        "session": translate("Evaluation", "other sessions"),
        "published": translate("Evaluation", "published (leaky)"),
        "leaky-random": translate("Evaluation", "random (leaky)"),
    }[split]


def split_help(split: SplitName) -> str:
    """What the test does not share with training, with the name that the command line has."""
    words = {
        "within-subject": translate(
            "Evaluation", "By picture, concept, block and session, as far as the files have them"
        ),
        "leave-one-subject-out": translate("Evaluation", "Each person is tested by the others"),
        "image": translate("Evaluation", "Tested on other pictures, in other blocks"),
        "concept": translate("Evaluation", "Tested on concepts that training has not"),
        "block": translate("Evaluation", "Tested on other blocks"),
        "session": translate("Evaluation", "Tested on other sessions"),
        "published": translate("Evaluation", "The split of the data set's authors"),
        "leaky-random": translate("Evaluation", "Random trials of the same recordings"),
    }[split]
    return f"{words}  (--split {split})"


def leak_warning(split: SplitName) -> str:
    """What a leaky split's figures are worth; empty for the others."""
    if split == "leaky-random":
        return translate(
            "Evaluation",
            "This split leaks: trials next to those of training are tested, so that a figure tells"
            " the time of recording too. It shows what a leak does, and has no other name than"
            " leaky_split.",
        )
    if split == "published":
        return translate(
            "Evaluation",
            "This split leaks: all pictures of a class were shown in one run, and tests share that"
            " run with training. It is the figure that papers print, and names the run, not the"
            " picture.",
        )
    return ""


def found_words(found: Recordings) -> str:
    """What lies where a person pointed."""
    size = f"{found.size_bytes / 1e6:,.1f}\u00a0MB"
    beside = len(found.files) - found.count
    if beside:
        words = translate(
            "Evaluation", "{name}: recordings {n}, files beside them {beside}, {size}"
        )
    else:
        words = translate("Evaluation", "{name}: recordings {n}, {size}")
    return words.format(name=found.path.name, n=found.count, beside=beside, size=size)


def _confound_words(result: Evaluation) -> str:
    leaky, safe = result.figure(LEAKY), result.figure(SAFE)
    if leaky is None or safe is None:
        return ""
    words = translate(
        "Evaluation",
        "This EEG is simulated and answers to no picture: there is nothing to decode. In a block"
        " design all pictures of a class are shown in one run, and electrodes drift slowly, so that"
        " moments of the same run resemble each other. If test pictures are drawn from runs that"
        " were trained on (leaky split), the decoder names {leaky} of {count} classes right: it"
        " tells the time of day, not the picture. Tested on another session (safe split) it is"
        " right in {safe}; chance is {chance}.",
    )
    return words.format(
        leaky=percent_of(leaky),
        safe=percent_of(safe),
        count=_CLASSES,
        chance=percent_of(1 / _CLASSES),
    )


def facts_words(result: Evaluation) -> str:
    """From how much, with which seed, how long it took."""
    parts = [trial_words(result.n_trials)] if result.n_trials else []
    if result.request is not None:
        parts.append(translate("Evaluation", "seed {seed}").format(seed=result.request.seed))
    if result.seconds > 0:
        took = translate("Evaluation", "took {time}")
        parts.append(took.format(time=duration(result.seconds)))
    return " · ".join(parts)


def picture_words(result: Evaluation) -> str:
    """What the picture shows, for those who cannot see it."""
    if result.kind == "confound":
        return translate("Evaluation", "Bars of the table: classes named right, with intervals")
    return translate("Evaluation", "Pictures that were seen, and what was made of the EEG")
