"""What can make the picture: which are offered, with which reason, and what is asked of them."""

from __future__ import annotations

from desktop.neuro.decoding.generator_choices import (
    Generator,
    GeneratorList,
    generator_choices,
)
from shared.models import BackendState, ModelInfo
from shared.protocol.messages import Models
from tests.gui.fake_client import scripted_link
from tests.unit.desktop_neuro_decoding.conftest import Desk

SD = Generator("stable-diffusion", "sd")


def reasons(models: list[ModelInfo], states: list[BackendState]) -> dict[Generator, str]:
    return {each.generator: each.reason for each in generator_choices(models, states)}


def test_the_small_one_comes_first_and_what_is_missing_is_told() -> None:
    found = reasons([], [])
    assert next(iter(found.items())) == (Generator(), "")
    assert set(list(found.values())[1:]) == {"no_model"}
    assert len(found) == 4


def test_every_registered_model_is_offered_with_its_own_state() -> None:
    models = [
        ModelInfo(id="sd", kind="stable-diffusion", title="SD 1.5"),
        ModelInfo(id="large", kind="stable-diffusion"),
        ModelInfo(id="gone", kind="stable-diffusion", ready=False, reason="bad_model"),
        ModelInfo(id="svd", kind="image-to-video"),
    ]
    state = BackendState(name="stable-diffusion")
    found = reasons(models, [state])
    assert found[SD] == found[Generator("stable-diffusion", "large")] == ""
    assert found[Generator("stable-diffusion", "gone")] == "bad_model"
    assert Generator("stable-diffusion", "svd") not in found
    titles = [each.title for each in generator_choices(models, [state])]
    assert titles == ["", "SD 1.5", "large", "gone", "", ""], "told apart where there are several"
    short = BackendState(
        name="stable-diffusion",
        ready=False,
        reason="too_little_memory",
        params={"model": "large"},
    )
    found = reasons(models, [short])
    assert found[Generator("stable-diffusion", "large")] == "too_little_memory"
    assert found[SD] == ""


def test_the_list_follows_the_worker() -> None:
    link, client = scripted_link()
    listed = GeneratorList(link)
    assert [each.generator for each in listed.choices.value] == [Generator()]
    client.known_models = Models(models=[ModelInfo(id="sd", kind="stable-diffusion")], backends=[])
    client.engine("ready")
    listed.refresh()
    assert SD in [each.generator for each in listed.choices.value]
    listed.close()
    assert not len(link.state_changed)


def test_what_is_asked_for_names_the_generator_and_leaves_its_steps_to_it(desk: Desk) -> None:
    desk.open()
    desk.show(3)
    seq, request, _ = desk.pushes[-1]
    assert (request.generator, request.steps, request.count) == ("small", 8, 2)
    desk.finish(seq, 3)
    desk.decoder.generator.value = SD
    seq, request, _ = desk.pushes[-1]
    assert (request.generator, request.generator_model) == ("stable-diffusion", "sd")
    assert request.steps == 1, "noise makes the engine load it"
    desk.finish(seq)
    desk.show(5)
    seq, request, _ = desk.pushes[-1]
    assert (request.generator, request.steps, request.count) == ("stable-diffusion", None, None)
    answer = desk.decoder.answer.value
    desk.name(seq, 5)
    answer = desk.decoder.answer.value
    assert answer is not None
    assert answer.generator == "stable-diffusion"


def test_a_slow_generator_is_waited_for_and_trials_meanwhile_are_late(desk: Desk) -> None:
    desk.decoder.generator.value = SD
    desk.open()
    desk.show(3)
    seq = desk.pushes[-1][0]
    desk.name(seq, 3)
    for picture in (5, 7, 9):
        desk.now_s += 20
        desk.show(picture)
    desk.decoder.tick()
    assert desk.pushes[-1][0] == seq, "nothing is queued behind it"
    assert desk.decoder.counts.value.late >= 2
    desk.finish(seq, 3)
    answers = desk.decoder.history.value
    assert [each.picture for each in answers] == [3]
