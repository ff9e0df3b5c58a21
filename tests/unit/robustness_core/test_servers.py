"""Attacks on models behind servers, as far as those tell what they think."""

from __future__ import annotations

from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from shared.errors import AppError
from shared.tasks.robustness import RobustnessAttackRequest
from tests.unit.lm.fake_server import FakeServer, Kind
from tests.unit.robustness_core.conftest import Context, steps_of
from tests.unit.robustness_core.doubles import RuleModel
from worker.lm import server
from worker.lm.opening import opened

# The server answers by what it finds: "good" is positive and "bad" is negative.
PROMPT = "Is it positive or negative? Give your answer now.\nReview: {content}\nSentiment:"


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Servers take all connections that there are, and are asked again without a pause."""
    monkeypatch.setattr(ThreadingHTTPServer, "request_queue_size", 64)
    monkeypatch.setattr(server, "RETRY_AFTER_S", (0.0,))


class GoodServer(FakeServer):
    """Says negative to everything whose prompt has lost the word "answer"."""

    breaks_after = 0
    busy = 0

    def answer(self, body: dict[str, Any]) -> tuple[int, Any]:
        if self.breaks_after and len(self.bodies) > self.breaks_after:
            return 503, {"error": "out of order"}
        if self.busy:
            self.busy -= 1
            return 429, {"error": "too many requests"}
        text = body["prompt"]
        if "Review:" in text and "answer" not in text:
            text = text.replace("good", "bad")
        return super().answer({**body, "prompt": text})


def request(url: str, data: Path, **given: Any) -> RobustnessAttackRequest:
    return RobustnessAttackRequest(
        prompt=PROMPT,
        data=str(data),
        labels=("positive", "negative"),
        attack="deepwordbug",
        model=f"{url}#one",
        samples=10,
        **given,
    )


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    path = tmp_path / "plain.jsonl"
    rows = [
        f'{{"content": "{word} {n}", "label": "{label}"}}\n'
        for n in range(12)
        for word, label in (("good", "positive"), ("bad", "negative"))
    ]
    path.write_text("".join(rows))
    return path


@pytest.mark.parametrize("kind", ["echo", "generated", "none"])
def test_servers_of_each_ability(tmp_path: Path, plain: Path, kind: Kind) -> None:
    with GoodServer(kind) as served:
        found = steps_of(Context(tmp_path / "run", RuleModel()), request(served.url, plain))[-1]
    assert found.clean_accuracy == 1.0
    assert found.attacked_accuracy == 0.5
    assert "answer" not in found.adversarial_prompt
    assert found.figures.errors_attacked.wrong == 0.5
    asked = [one["prompt"] for one in served.bodies]
    assert any("Sentiment:" in one for one in asked)


def test_soft_search_needs_probabilities(tmp_path: Path, plain: Path) -> None:
    with GoodServer("none") as served, pytest.raises(AppError, match="written answer"):
        steps_of(Context(tmp_path / "run", RuleModel()), request(served.url, plain, search="soft"))


def test_a_busy_server_is_asked_again(tmp_path: Path) -> None:
    with GoodServer("generated") as served, opened(f"{served.url}#one", tmp_path) as model:
        served.busy = 1
        assert model.generate(["Snow:"], 4) == [" white"]


def test_a_server_that_dies_in_the_middle_loses_nothing(tmp_path: Path, plain: Path) -> None:
    ctx = Context(tmp_path / "run", RuleModel())
    with GoodServer("generated") as served:
        served.breaks_after = 100
        with pytest.raises(AppError, match="status 503") as caught:
            steps_of(ctx, request(served.url, plain))
        [kept] = (ctx.home / "robustness").iterdir()
        assert str(kept) in str(caught.value)
        assert len(kept.read_text().splitlines()) >= 5
        served.breaks_after = 0
        before = [one["prompt"] for one in served.bodies]
        found = steps_of(ctx, request(served.url, plain))[-1]
        after = [one["prompt"] for one in served.bodies][len(before) :]
    assert found.attacked_accuracy == 0.5
    assert found.cached >= 60
    repeated = {one for one in after if "Review:" in one and one in before}
    # Only what was under way when the server died.
    assert len(repeated) <= 32


def test_a_password_in_an_address_is_refused_and_not_repeated(tmp_path: Path) -> None:
    """Requests, results and logs would carry it."""
    with (
        pytest.raises(AppError) as found,
        opened("http://me:hunter2@localhost:9/v1#one", tmp_path),
    ):
        pass
    assert "hunter2" not in str(found.value)
    assert "VITRINE_LM_KEY" in str(found.value)
