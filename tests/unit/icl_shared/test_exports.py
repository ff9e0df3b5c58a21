"""Exports: the prompt rendered again from any format is the same, byte for byte."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.errors import AppError
from shared.icl.curation import Demonstration
from shared.icl.example import Example
from shared.icl.exported import ExportedPrompt, json_bytes, read_json
from shared.icl.exports import FORMATS, export
from shared.icl.files import read_examples
from shared.icl.frameworks import langchain_bytes, promptfoo_bytes
from shared.icl.prompt import Prompt

MARKS = [
    *("{", "}", "{%", "%}", "{{", " raw ", " endraw ", "{#", "{% endraw %}", "[{", "=", "#"),
    *("\r", "\n", "\t", "\0", "\u2028", "\x85", "\ufeff", '"', "'", ",", ": ", "- ", "😀"),
]
TEXT = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"])),
    st.lists(st.sampled_from(MARKS)).map("".join),
)
EXAMPLES = st.builds(Example, id=st.just("d"), task=st.just("t"), input=TEXT, output=TEXT)
PROMPTS = st.builds(
    Prompt,
    query=st.builds(Example, id=TEXT, task=st.just("t"), input=TEXT, output=TEXT),
    demonstrations=st.lists(
        st.builds(
            Demonstration,
            example=EXAMPLES,
            utility=st.floats(allow_nan=False, allow_infinity=False),
        ),
        max_size=2,
    ).map(tuple),
    instruction=TEXT,
    form=st.sampled_from(["completion", "chat"]),
)
EXPORTED = st.builds(ExportedPrompt, prompt=PROMPTS)

DEMOS = (
    Demonstration(Example("d2", "t", "two {x}", "no"), 0.25),
    Demonstration(Example("d1", "t", "one", "yes"), 0.5),
)
PROMPT = Prompt(Example("q", "t", "three?", "yes", ("yes", "no")), DEMOS, "Be brief.")


@pytest.mark.parametrize("name", FORMATS)
@settings(deadline=None, max_examples=200)
@given(data=st.data())
def test_the_prompt_comes_back_byte_for_byte(name: str, data: st.DataObject) -> None:
    chosen = FORMATS[name]
    most = 2 if chosen.many else 1
    exported = data.draw(st.lists(EXPORTED, min_size=1, max_size=most))
    read = chosen.read(chosen.write(exported))
    assert [one.text.encode() for one in read] == [one.prompt.text.encode() for one in exported]
    for one, back in zip(exported, read, strict=True):
        if back.prompt is not None:
            assert back.prompt.text == one.prompt.text
            assert back.prompt.messages == one.prompt.messages


def test_json_keeps_ids_scores_order_retriever_and_hashes() -> None:
    exported = ExportedPrompt(PROMPT, "bm25", {"pool": "abc"}, {"seed": 3})
    [record] = json.loads(json_bytes([exported]))
    assert record["demo_ids"] == ["d2", "d1"] and record["scores"] == [0.25, 0.5]
    assert record["retriever"] == "bm25" and record["hashes"]["pool"] == "abc"
    assert record["settings"] == {"seed": 3} and record["prompt"] == PROMPT.text
    assert read_json(json_bytes([exported]))[0].prompt == PROMPT


def test_a_changed_json_export_is_refused() -> None:
    changed = json_bytes([ExportedPrompt(PROMPT)]).replace(b'"input": "one"', b'"input": "ONE"')
    with pytest.raises(AppError, match="Prompt 1 was changed"):
        read_json(changed)


def test_messages_are_those_of_the_chat_api() -> None:
    line = FORMATS["messages"].write([ExportedPrompt(PROMPT)])
    assert json.loads(line)["messages"] == [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "two {x}"},
        {"role": "assistant", "content": "no"},
        {"role": "user", "content": "one"},
        {"role": "assistant", "content": "yes"},
        {"role": "user", "content": "three?"},
    ]


def test_langchain_formats_twice_and_still_gives_the_prompt() -> None:
    written = json.loads(langchain_bytes([ExportedPrompt(PROMPT)]))
    assert written["_type"] == "few_shot" and written["examples"][0]["input"] == "two {{x}}"
    assert written["example_prompt"]["_type"] == "prompt"
    shown = [written["example_prompt"]["template"].format(**one) for one in written["examples"]]
    joined = written["example_separator"].join([written["prefix"], *shown, written["suffix"]])
    assert joined.format(**written["partial_variables"]) == PROMPT.text
    assert joined.format(input="other").endswith("\n\nother\n")


def test_dspy_has_examples_of_named_fields() -> None:
    written = json.loads(FORMATS["dspy"].write([ExportedPrompt(PROMPT)]))
    assert written["demos"][1] == {"input": "one", "output": "yes"}
    assert written["input_keys"] == ["input"] and written["instructions"] == "Be brief."


def test_promptfoo_asserts_the_answer_and_keeps_what_looks_like_its_marks() -> None:
    asked = Example("q", "t", "Is {{x}} or {% if %}?", "yes")
    test = yaml.safe_load(promptfoo_bytes([ExportedPrompt(Prompt(asked, ()))]))["tests"][0]
    assert test["assert"] == [{"type": "equals", "value": "yes"}]
    shown = test["vars"]["prompt"]
    # What Nunjucks makes of it: raw blocks as they are, and the printed literal.
    parts = re.findall(r"\{% raw %\}(.*?)\{% endraw %\}|\{\{ '(.*?)' \}\}", shown, re.DOTALL)
    assert "".join(raw or literal for raw, literal in parts) == "Is {{x}} or {% if %}?\n"


def test_lmops_rows_have_its_fields() -> None:
    row = json.loads(FORMATS["lmops"].write([ExportedPrompt(PROMPT)]))
    assert row["input_prompt"] == "Be brief.\n\ntwo {x}\nno\n\none\nyes" and row["answers"] == ["A"]
    assert row["topk_doc_ids"] == ["d2", "d1"] and row["topk_scores"] == [0.25, 0.5]


def test_files_are_written_and_unknown_names_refused(tmp_path: Path) -> None:
    for name, chosen in FORMATS.items():
        path = tmp_path / f"{name}{chosen.suffix}"
        export(path, [ExportedPrompt(PROMPT)], name)
        assert chosen.read(path.read_bytes())[0].text == PROMPT.text
    # The table and LMOps' rows can be used as queries again.
    assert read_examples(tmp_path / "csv.csv").examples[0].input == "three?"
    assert read_examples(tmp_path / "lmops.jsonl").examples[0].output == "yes"
    with pytest.raises(AppError, match="docx"):
        export(tmp_path / "x", [ExportedPrompt(PROMPT)], "docx")
    for name in ("plain", "dspy", "langchain"):
        with pytest.raises(AppError, match="prompts: 2"):
            export(tmp_path / "x", [ExportedPrompt(PROMPT)] * 2, name)


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_of_another_shape_is_refused_in_words(name: str) -> None:
    for data in (b'{"messages": 1}\n1\n', b"\xff\xfe"):
        if name != "plain" or data.startswith(b"\xff"):
            with pytest.raises(AppError):
                FORMATS[name].read(data)


def test_messages_that_are_no_few_shot_prompt_are_refused() -> None:
    data = b'{"messages":[{"role":"assistant","content":"x"}]}'
    with pytest.raises(AppError, match="no few-shot prompt: assistant"):
        FORMATS["messages"].read(data)
