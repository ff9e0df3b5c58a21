"""Each kind of server is recognised, over real HTTP, before anything is measured with it."""

from __future__ import annotations

import math

import pytest

from shared.errors import AppError
from tests.unit.lm.fake_server import FakeServer, Kind
from worker.lm.language_model import Pair, Question
from worker.lm.probe import connect
from worker.lm.server import ServerChoice

QUESTION = Question("A good film is", (" positive", " negative"))


@pytest.mark.parametrize(
    ("kind", "ability"),
    [
        ("echo", "full"),
        ("vllm", "full"),
        ("generated", "first-token"),
        ("refusing", "first-token"),
        ("none", "text"),
    ],
)
def test_the_ability_of_a_server_is_found(kind: Kind, ability: str) -> None:
    with FakeServer(kind) as server, connect(ServerChoice(server.url, "m")) as model:
        assert model.ability == ability


@pytest.mark.parametrize("kind", ["zeros", "deaf"])
def test_scores_that_do_not_depend_on_the_prompt_are_refused(kind: Kind) -> None:
    with FakeServer(kind) as server, pytest.raises(AppError, match="mean nothing"):
        connect(ServerChoice(server.url, "m"))


@pytest.mark.parametrize("kind", ["echo", "vllm"])
def test_an_answer_has_the_sum_of_its_own_tokens(kind: Kind) -> None:
    with FakeServer(kind) as server, connect(ServerChoice(server.url, "m")) as model:
        score = model.score([Pair("The capital of France is", " Paris banana")])[0]
    before = "The capital of France is Paris"
    second = math.log(0.01 + 0.0001 * (len(before) % 7))
    assert score.tokens == 2
    assert score.log_probability == pytest.approx(math.log(0.6) + second)


@pytest.mark.parametrize("kind", ["echo", "vllm", "generated"])
def test_a_choice_prefers_what_fits(kind: Kind) -> None:
    with FakeServer(kind) as server, connect(ServerChoice(server.url, "m")) as model:
        good = model.choose([QUESTION])[0]
        bad = model.choose([Question("A bad film is", QUESTION.options)])[0]
    assert good[0] > good[1]
    assert bad[0] < bad[1]


def test_what_a_server_cannot_tell_is_said() -> None:
    with FakeServer("generated") as server, connect(ServerChoice(server.url, "m")) as model:
        with pytest.raises(AppError, match="does not tell log-probabilities"):
            model.score([Pair("a", "b")])
        assert model.generate(["The capital of France is"], 1) == [" Paris"]
    with (
        FakeServer("none") as server,
        connect(ServerChoice(server.url, "m")) as model,
        pytest.raises(AppError, match="only its text"),
    ):
        model.choose([QUESTION])


def test_a_server_that_is_not_there_is_named() -> None:
    with FakeServer("echo") as server:
        choice = ServerChoice(server.url, "m")
    with pytest.raises(AppError, match=r"127\.0\.0\.1"):
        connect(choice)


def test_an_answer_in_another_form_is_named() -> None:
    with FakeServer("broken") as server, pytest.raises(AppError, match="another form"):
        connect(ServerChoice(server.url, "m"))


def test_the_key_is_sent_and_shown_nowhere() -> None:
    with FakeServer("echo") as server:
        choice = ServerChoice(server.url, "m", key="secret-key")
        connect(choice).close()
        assert set(server.keys) == {"Bearer secret-key"}
    assert "secret" not in repr(choice)
    with pytest.raises(AppError) as caught:
        connect(choice)
    assert "secret" not in str(caught.value)
