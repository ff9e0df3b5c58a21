"""Any bytes in place of a text file give a value or an error in words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from shared.icl.files import read_examples
from shared.icl.lmops import read_lmops
from shared.motion.formats.point_lists import read_comfyui_tracks, read_dragnuwa_drags
from shared.robustness.promptbench_files import read_promptbench
from shared.robustness.samples import read_samples
from shared.robustness.suite_file import read_suite
from shared.tasks.registry import load_registry
from tests.property.parsers.damage import any_bytes, bounded, value_or_words
from worker.commands.manifest import read_manifest
from worker.models.card import read_card, read_list
from worker.models.size import parameters

ROOT = Path(__file__).resolve().parents[3]
POINTS = b'[[{"x": 1, "y": 2}, {"x": 3.5, "y": 4}], [{"x": 0, "y": 0}, {"x": 1e300, "y": 1}]]'
PAIRS = b"[[[1, 2], [3, 4]], [[5, 6]]]"
LMOPS = b'{"id": "1", "contents": "a text"}\n{"query_id": "1", "query": "q", "answers": ["a"]}\n'
SAMPLES = b'{"content": "good", "label": "positive"}\n{"content": "bad", "label": "negative"}\n'
EXAMPLES = b'{"id": "1", "input": "a", "output": "b", "task": "t"}\n'
SUITE = b"model: default\nprompts:\n  - name: one\n    prompt: Say\n"
MARKDOWN = b"# model\n## sst2\n#### 10 prompts\nAcc: 50.00%, prompt: Say it.\n"
RESULTS = b'{"original prompt": "a", "attacked prompt": "b", "original score": 0.5}\n'
MANIFEST = b"task: motion.render\ncommon: {seed: 1}\nitems:\n  - image: a.png\n"
CARD = b'{"id": "m", "kind": "k", "files": {"a": "b"}, "title": "t", "licence": "l", "source": "s"}'


def manifest(path: Path) -> Any:
    return read_manifest(path, load_registry())


def tensors(header: bytes) -> bytes:
    """A safetensors file of that header."""
    return len(header).to_bytes(8, "little") + header


HEADER = tensors(b'{"w": {"dtype": "F32", "shape": [2, 2], "data_offsets": [0, 16]}}')
ODD_HEADER = tensors(b'{"w": {"shape": "ab"}, "v": 3, "u": {"shape": [null]}, "t": {"shape": 4}}')
PARSERS: list[tuple[str, Callable[[Path], Any], list[bytes]]] = [
    ("tracks.json", read_comfyui_tracks, [POINTS]),
    ("drags.json", read_dragnuwa_drags, [PAIRS]),
    ("rows.jsonl", read_lmops, [LMOPS]),
    ("samples.jsonl", read_samples, [SAMPLES]),
    ("pool.jsonl", read_examples, [EXAMPLES]),
    ("pool.csv", read_examples, [b"input,output\na,b\n"]),
    ("suite.yaml", read_suite, [SUITE]),
    ("prompts.md", read_promptbench, [MARKDOWN]),
    ("results.jsonl", read_promptbench, [RESULTS]),
    ("manifest.yaml", manifest, [MANIFEST]),
    ("manifest.jsonl", manifest, [b'{"task": "motion.render", "image": "a.png"}\n']),
    ("model.json", lambda path: read_card(path.parent), [CARD]),
    ("models.json", lambda path: read_list(path.parent), [b'{"models": []}']),
    ("weights.safetensors", parameters, [HEADER, ODD_HEADER]),
]


@pytest.mark.parametrize(("name", "parse", "good"), PARSERS, ids=[name for name, _, _ in PARSERS])
def test_any_bytes_give_a_value_or_words(
    name: str, parse: Callable[[Path], Any], good: list[bytes], tmp_path: Path
) -> None:
    @bounded
    @given(any_bytes(*good))
    def check(data: bytes) -> None:
        value_or_words(parse, tmp_path / name, data)

    check()
    for data in good:
        value_or_words(parse, tmp_path / name, data)


def test_shapes_of_any_kind_count_as_nothing(tmp_path: Path) -> None:
    value_or_words(parameters, tmp_path / "odd.safetensors", ODD_HEADER)
