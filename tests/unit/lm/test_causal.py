"""Scores in batches, with shared beginnings and one by one are the same numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch

from shared.errors import AppError
from worker.lm.causal import CausalModel
from worker.lm.language_model import Pair, Question
from worker.lm.loading import load_causal
from worker.lm.packs import Batch
from worker.lm.passes import told_by
from worker.lm.sharing import can_share

DEMO = "Review: a film that is good and great.\nSentiment: positive\n\n"
PAIRS = [
    Pair(f"{demo}Review: {text}\nSentiment:", answer)
    for demo in (DEMO, DEMO * 3, "")
    for text in ("bad", "great and terrible, a lazy dog", "brown fox")
    for answer in (" positive", " negative", " positive negative")
]


@pytest.fixture(scope="module")
def model(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> CausalModel:
    return load_causal(str(folder), tmp_path_factory.mktemp("cache"), precision="fp32")


def plain_score(model: CausalModel, pair: Pair) -> float:
    """The definition, with no batch, cache or trick: log p of each answer token in one pass."""
    coded = model.tokenizer(pair.prompt + pair.answer, return_offsets_mapping=True)
    ids, offsets = coded["input_ids"], coded["offset_mapping"]
    answer = [n for n, (_, end) in enumerate(offsets) if end > len(pair.prompt)]
    with torch.no_grad():
        shares = model.model(torch.tensor([ids])).logits[0].log_softmax(dim=-1)
    return float(sum(shares[place - 1, ids[place]] for place in answer))


def test_scores_are_those_of_the_definition(model: CausalModel) -> None:
    found = model.score(PAIRS)
    for pair, score in zip(PAIRS, found, strict=True):
        assert score.log_probability == pytest.approx(plain_score(model, pair), abs=1e-3)
        assert score.mean == pytest.approx(score.log_probability / score.tokens)


def test_shared_beginnings_change_no_score(model: CausalModel) -> None:
    shared = model.score(PAIRS)
    plain = CausalModel(model.model, model.tokenizer, "x", shares_prefixes=False).score(PAIRS)
    single = [model.score([pair])[0] for pair in PAIRS]
    for one, other, alone in zip(shared, plain, single, strict=True):
        assert one.log_probability == pytest.approx(other.log_probability, abs=1e-3)
        assert one.log_probability == pytest.approx(alone.log_probability, abs=1e-3)


def test_an_answer_after_nothing_has_a_score(model: CausalModel) -> None:
    assert model.score([Pair("", "Paris")])[0].log_probability < 0


@pytest.mark.parametrize("seam", [("Answer:", " Paris"), ("Answer: ", "Paris"), ("Answer:\n", "P")])
def test_prompt_and_answer_are_cut_into_tokens_together(
    model: CausalModel, seam: tuple[str, str]
) -> None:
    pair = Pair(*seam)
    assert model.score([pair])[0].log_probability == pytest.approx(
        plain_score(model, pair), abs=1e-3
    )


def test_probabilities_of_all_first_tokens_add_up(model: CausalModel) -> None:
    prompt = model.tokenizer.bos_token_id
    with torch.no_grad():
        logits = model.model(torch.tensor([[prompt]])).logits
    total = logits[0, -1].softmax(dim=-1).sum()
    assert float(total) == pytest.approx(1, abs=1e-4)


def test_a_choice_between_options_that_differ_at_once_is_that_of_their_first_tokens(
    model: CausalModel,
) -> None:
    question = Question(PAIRS[0].prompt, (" positive", " negative"))
    found = model.choose([question])[0]
    coded = [model.tokenizer(question.prompt + option)["input_ids"] for option in question.options]
    fork = next(n for n, (a, b) in enumerate(zip(*coded, strict=False)) if a != b)
    with torch.no_grad():
        shares = model.model(torch.tensor([coded[0][:fork]])).logits[0, -1].log_softmax(dim=-1)
    # Later tokens are forced by the options, so they cost nothing.
    assert found[0] == pytest.approx(float(shares[coded[0][fork]]), abs=1e-3)
    assert found[1] == pytest.approx(float(shares[coded[1][fork]]), abs=1e-3)


def test_choices_do_not_depend_on_what_is_asked_with_them(model: CausalModel) -> None:
    questions = [Question(pair.prompt, (" positive", " negative", " good")) for pair in PAIRS[::3]]
    together = model.choose(questions)
    for question, found in zip(questions, together, strict=True):
        assert model.choose([question])[0] == pytest.approx(found, abs=1e-3)


def test_prompts_of_any_length_are_gone_on_with_as_if_alone(model: CausalModel) -> None:
    prompts = [pair.prompt for pair in PAIRS[::3]] + ["The quick", "lazy", DEMO * 5]
    stops: tuple[str, ...] = ("great", ".")
    together = model.generate(prompts, max_tokens=12, stop=stops)
    assert [model.generate([prompt], 12, stops)[0] for prompt in prompts] == together
    assert [plain_text(model, prompt, 12, stops) for prompt in prompts] == together
    assert len(set(together)) > 3


def plain_text(model: CausalModel, prompt: str, count: int, stops: tuple[str, ...]) -> str:
    """The definition: the most probable token, again and again, with no cache and no batch."""
    ids = model.tokenizer(prompt)["input_ids"]
    begin = len(ids)
    while len(ids) < begin + count:
        with torch.no_grad():
            token = int(model.model(torch.tensor([ids])).logits[0, -1].argmax())
        if token == model.tokenizer.eos_token_id:
            break
        ids = [*ids, token]
        text = model.tokenizer.decode(ids[begin:], skip_special_tokens=True)
        if ends := [text.index(stop) for stop in stops if stop in text]:
            return str(text[: min(ends)])
    return str(model.tokenizer.decode(ids[begin:], skip_special_tokens=True))


def test_a_prompt_of_nothing_is_gone_on_with(model: CausalModel) -> None:
    assert len(model.generate(["", "lazy"], max_tokens=3)) == 2


def test_sharing_is_found_to_work_with_these_models(model: CausalModel) -> None:
    assert can_share(model.model, "cpu")


def test_a_model_that_takes_no_notice_of_places_does_not_share(model: CausalModel) -> None:
    forward = model.model.forward

    def deaf(
        input_ids: torch.Tensor,
        position_ids: object = None,
        attention_mask: object = None,
        **kw: Any,
    ) -> Any:
        return forward(input_ids=input_ids, **kw)

    model.model.forward = deaf
    try:
        assert not can_share(model.model, "cpu")
        other = CausalModel(model.model, model.tokenizer, "x")
        found = other.score(PAIRS)
    finally:
        model.model.forward = forward
    for pair, score in zip(PAIRS, found, strict=True):
        assert score.log_probability == pytest.approx(plain_score(model, pair), abs=1e-3)


def test_what_is_too_much_at_once_runs_in_halves(
    model: CausalModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def small(net: Any, batch: Batch, wanted: Any, device: str) -> Any:
        if len(batch.packs) > 2:
            raise torch.OutOfMemoryError
        return told_by(net, batch, wanted, device)

    expected = model.score(PAIRS)
    monkeypatch.setattr("worker.lm.causal.told_by", small)
    for one, other in zip(model.score(PAIRS), expected, strict=True):
        assert one.log_probability == pytest.approx(other.log_probability, abs=1e-3)


def test_generation_ends_at_the_stop_text(model: CausalModel) -> None:
    written = model.generate([PAIRS[0].prompt, "The quick"], max_tokens=8, stop=("\n", "."))
    assert len(written) == 2
    assert all("\n" not in text and "." not in text for text in written)


def test_what_is_too_long_or_empty_is_named(model: CausalModel) -> None:
    short = CausalModel(model.model, model.tokenizer, "x", longest=10)
    with pytest.raises(AppError, match="up to 10 tokens"):
        short.score([Pair(DEMO, "positive")])
    with pytest.raises(AppError, match="answer"):
        model.score([Pair("Answer:", " ")])
    with pytest.raises(AppError, match="two different options"):
        model.choose([Question("Answer:", ("yes", "yes"))])


def test_other_weights_have_another_fingerprint(folder: Path, tmp_path: Path) -> None:
    import shutil

    from worker.lm.loading import fingerprint

    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    assert fingerprint(copy) == fingerprint(folder)
    weights = copy / "model.safetensors"
    raw = bytearray(weights.read_bytes())
    raw[-3] ^= 1
    weights.write_bytes(raw)
    assert fingerprint(copy) != fingerprint(folder)


def test_a_folder_that_is_no_model_is_named(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    with pytest.raises(AppError) as caught:
        load_causal(str(tmp_path / "model"), tmp_path)
    assert caught.value.code == "bad_model"
    with pytest.raises(AppError, match="does not exist"):
        load_causal(str(tmp_path / "nowhere"), tmp_path)
