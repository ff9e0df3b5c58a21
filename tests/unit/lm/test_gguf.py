"""A GGUF file becomes a plain folder: the same weights, no word on the terminal."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from transformers import AutoModelForCausalLM
from transformers.utils import logging

from shared.errors import AppError
from tests.unit.lm.gguf_file import write_gguf
from worker.lm import loading, prepare
from worker.lm.gguf_reading import quick_reading
from worker.lm.language_model import Pair, Question
from worker.lm.loading import load_causal


def test_weights_and_settings_are_those_of_the_file(
    gguf: Path, llama_folder: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    before = (logging.get_verbosity(), logging.is_progress_bar_enabled())
    model = load_causal(str(gguf), tmp_path, precision="fp32")
    assert (logging.get_verbosity(), logging.is_progress_bar_enabled()) == before
    told = capfd.readouterr()
    assert (told.out, told.err) == ("", "")
    weights = AutoModelForCausalLM.from_pretrained(llama_folder).state_dict()
    found = model.model.state_dict()
    assert found.keys() == weights.keys()
    assert all(torch.equal(found[name], weights[name]) for name in weights)
    folder = next(tmp_path.iterdir())
    config = (folder / "config.json").read_text()
    assert "quantization" not in config
    assert "50000" in config
    assert model.longest == 256
    assert model.score([Pair("Answer:", " Paris")])[0].log_probability < 0


def test_what_set_up_has_converted_is_used_by_all_homes(
    gguf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "environment"
    monkeypatch.setattr(loading, "prepared_folder", lambda: place)
    made = loading.converted(gguf, place)
    assert made.parent == place
    assert loading.converted(gguf, tmp_path / "home") == made
    assert not (tmp_path / "home").exists()
    (made / "ready.json").unlink()  # as it is left by a conversion that was killed
    assert loading.converted(gguf, tmp_path / "home").parent == tmp_path / "home"


def test_set_up_converts_the_model_in_the_place_of_one_from_before(
    gguf: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    place = tmp_path / "environment"
    monkeypatch.setattr(prepare, "prepared_folder", lambda: place)
    monkeypatch.setattr(prepare, "default_file", lambda: gguf)
    (place / "one from before").mkdir(parents=True)
    assert prepare.main() == 0
    (made,) = place.iterdir()
    assert (made / "ready.json").is_file()
    damaged = tmp_path / "damaged.gguf"
    damaged.write_bytes(b"GGUF")
    monkeypatch.setattr(prepare, "default_file", lambda: damaged)
    assert prepare.main() == 1
    assert "damaged.gguf" in capsys.readouterr().err


def test_a_file_has_one_fingerprint_wherever_it_is_converted(
    gguf: Path, tmp_path: Path, llama_folder: Path
) -> None:
    here = load_causal(str(gguf), tmp_path / "here", precision="fp32")
    copy = tmp_path / "other name.gguf"
    shutil.copy(gguf, copy)
    there = load_causal(str(copy), tmp_path / "there", precision="fp32")
    assert here.fingerprint == there.fingerprint
    other = load_causal(str(gguf), tmp_path / "here", precision="fp32", tokenizer=llama_folder)
    assert other.fingerprint != here.fingerprint  # other tokens, other scores


def test_a_file_without_some_weights_is_no_model(llama_folder: Path, tmp_path: Path) -> None:
    path = write_gguf(llama_folder, tmp_path / "part.gguf", without="blk.1.ffn_up.weight")
    with pytest.raises(AppError, match=r"layers\.1\.mlp\.up_proj") as caught:
        load_causal(str(path), tmp_path, precision="fp32")
    assert caught.value.code == "bad_model"


def test_a_folder_without_some_weights_is_no_model(llama_folder: Path, tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file

    folder = tmp_path / "part"
    shutil.copytree(llama_folder, folder)
    weights = load_file(folder / "model.safetensors")
    del weights["model.layers.1.mlp.up_proj.weight"]
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(AppError, match=r"layers\.1\.mlp\.up_proj"):
        load_causal(str(folder), tmp_path, precision="fp32")


def test_a_file_is_parsed_once(gguf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import gguf as library

    parsed: list[int] = []
    build = library.GGUFReader._build_fields

    def counted(self: Any, offset: int, count: int) -> int:
        parsed.append(int(count))
        return int(build(self, offset, count))

    monkeypatch.setattr(library.GGUFReader, "_build_fields", counted)
    load_causal(str(gguf), tmp_path, precision="fp32")
    assert len(parsed) == 1


def test_small_models_are_known_by_name(
    llama_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "_MODELS", tmp_path)
    with pytest.raises(AppError, match="robustness-small") as caught:
        load_causal("small-low-quality", tmp_path)
    assert caught.value.code == "missing_model"
    shutil.copytree(llama_folder, tmp_path / "robustness-small-low-quality")
    named = load_causal("small-low-quality", tmp_path, precision="fp32")
    assert (
        named.fingerprint == load_causal(str(llama_folder), tmp_path, precision="fp32").fingerprint
    )


@pytest.mark.parametrize("name", ["small", "small-low-quality"])
def test_the_small_models_that_come_along_tell_good_from_bad(name: str, tmp_path: Path) -> None:
    prompt = "Is the sentiment of this review positive or negative?\nReview: {}\nSentiment:"
    texts = ("a wonderful, moving film", "a dull, terrible, boring mess")
    model = load_causal(name, tmp_path, precision="fp32")
    told = model.choose(
        [Question(prompt.format(text), (" positive", " negative")) for text in texts]
    )
    assert [int(np.argmax(one)) for one in told] == [0, 1]


def test_quick_reading_reads_the_same_and_leaves_the_libraries_as_they_were(gguf: Path) -> None:
    import gguf as library
    from transformers import modeling_gguf_pytorch_utils as loader

    def read() -> dict[str, Any]:
        return loader.load_gguf_checkpoint(str(gguf), return_tensors=False)

    before = (library.GGUFReader, library.get_tensor_name_map, loader._gguf_parse_value)
    plain = read()
    with quick_reading():
        assert read() == plain
        assert read() == plain, "and again, from what is known"
        reader = library.GGUFReader(str(gguf))
        assert library.GGUFReader(str(gguf)) is reader
        slow = before[0](str(gguf))
        assert [one.name for one in reader.tensors] == [one.name for one in slow.tensors]
        for one, other in zip(reader.tensors, slow.tensors, strict=True):
            assert np.array_equal(one.data, other.data)
    assert (library.GGUFReader, library.get_tensor_name_map, loader._gguf_parse_value) == before


def test_a_model_is_loaded_without_scikit_learn(llama_folder: Path, tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from worker.lm.loading import load_causal;"
        f"load_causal({str(llama_folder)!r}, Path({str(tmp_path)!r}));"
        "print('sklearn' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
