"""Runs as their worker tells of them: pieces, results, failures, old jobs."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest

from desktop.robustness.fragile_words import PRIOR_WORDS, fragile_words, odds
from desktop.robustness.lab import Lab
from desktop.robustness.matrices import heat_of, mean_pdr
from desktop.robustness.runs import Run, grown
from desktop.robustness.setup import Setup, attack_request
from shared.errors import AppError
from shared.tasks.robustness import ROBUSTNESS_ATTACK, RobustnessAttackRequest
from tests.gui.fake_client import FakeClient, scripted_link
from tests.gui.robustness.engine import FakeLab, drop

PROMPT = "Decide whether the film review below is good.\n\nReview: {content}\nSentiment:"


class Bench:
    """A lab, its worker and what was told."""

    def __init__(self) -> None:
        link, client = scripted_link()
        self.client: FakeClient = client
        self.engine = FakeLab(client)
        self.lab = Lab(link)
        self.ended: list[Run] = []
        self.lab.ended.connect(self.ended.append)

    def start(self, attack: str = "textfooler", model: str = "default") -> str:
        setup = Setup(prompt=PROMPT, data="sha256:" + "0" * 64, labels=("good", "bad"), model=model)
        return self.lab.start(ROBUSTNESS_ATTACK.name, attack_request(setup, attack), attack)

    def run(self, attack: str = "textfooler", model: str = "default") -> Run:
        job_id = self.start(attack, model)
        self.engine.attack(self.engine.jobs()[0])
        run = self.lab.get(job_id)
        assert run is not None
        return run


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_a_run_grows_until_its_result(bench: Bench) -> None:
    job_id = bench.start()
    job = bench.engine.jobs()[0]
    bench.engine.begin(job)
    run = bench.lab.get(job_id)
    assert run is not None
    assert run.shown is not None
    assert run.shown.search_clean is not None
    assert len(run.curve) == 0
    bench.engine.search(job, 0.5)
    run = bench.lab.get(job_id)
    assert run is not None
    assert run.searched is not None
    assert run.curve.shape == (7, 3)
    assert not bench.ended
    bench.engine.finish(job)
    run = bench.lab.get(job_id)
    assert run is not None
    assert run.step == "done"
    assert run.adversarial.startswith("Ascertain")
    assert [one.job_id for one in bench.ended] == [job_id]


def test_a_piece_of_another_version_changes_nothing() -> None:
    run = Run("1", ROBUSTNESS_ATTACK.name)
    assert grown(run, "search", {"attack": 3}, None) is run
    assert grown(run, "unheard", {}, None) is run


def test_a_curve_of_another_shape_is_not_taken(bench: Bench) -> None:
    job_id = bench.start()
    bench.engine.begin(bench.engine.jobs()[0])
    bench.engine.search(bench.engine.jobs()[0], 0.5)
    run = bench.lab.get(job_id)
    assert run is not None
    meta = msgspec.to_builtins(run.searched)
    assert grown(run, "search", meta, np.zeros((4, 2), np.float32)).curve.shape == (7, 3)


def test_a_refused_run_says_why(bench: Bench) -> None:
    bench.client.refuse = AppError("bad_field", field="prompt", value="x", limit="y")
    run = bench.lab.get(bench.start())
    assert run is not None
    assert run.step == "failed"
    assert run.error is not None
    assert run.error.code == "bad_field"


def test_a_result_that_cannot_be_read_is_a_failure(bench: Bench) -> None:
    job_id = bench.start()
    bench.client.run(job_id)
    bench.client.artefacts["1" * 64] = b"{}["
    bench.client.finish(job_id, **{"result.json": "1" * 64})
    run = bench.lab.get(job_id)
    assert run is not None
    assert run.step == "failed"


def test_stopped_and_tried_again(bench: Bench) -> None:
    job_id = bench.start()
    bench.lab.cancel(job_id)
    assert bench.ended[0].step == "cancelled"
    bench.lab.retry(job_id)
    run = bench.lab.get(job_id)
    assert run is not None
    assert run.is_under_way
    bench.engine.attack(bench.engine.jobs()[0])
    assert [run.step for run in bench.ended] == ["cancelled", "done"]


def test_old_events_are_not_taken(bench: Bench) -> None:
    run = bench.run()
    old = msgspec.structs.replace(bench.client.jobs[run.job_id], seq=1, state="queued")
    from shared.protocol.messages import JobChanged

    bench.client.on_message(JobChanged(job=old), [])
    after = bench.lab.get(run.job_id)
    assert after is not None
    assert after.step == "done"


def test_jobs_of_other_workspaces_are_none(bench: Bench) -> None:
    bench.client.add_job("motion.render")
    assert bench.lab.runs() == ()


def test_the_newest_run_stands_first_and_fills_the_matrix(bench: Bench) -> None:
    for attack in ("deepwordbug", "textfooler"):
        for model in ("default", "other"):
            bench.run(attack, model)
    newest = bench.run("textfooler", "other")
    assert bench.lab.attacks()[0].job_id == newest.job_id
    heat = heat_of(bench.lab.attacks(), PROMPT)
    assert set(heat.models) == {"default", "other"}
    assert heat.attacks == ("deepwordbug", "textfooler")
    assert heat.cells["other", "textfooler"].job_id == newest.job_id
    mean = mean_pdr(heat, "default")
    assert mean == pytest.approx((0.165 / 0.795 + 0.285 / 0.795) / 2)
    assert not heat_of(bench.lab.attacks(), "another prompt").cells


def test_only_attacks_that_took_accuracy_tell_of_words(bench: Bench) -> None:
    bench.run()
    words = {word.word: word for word in fragile_words(bench.lab.attacks())}
    assert words["decide"].z > 0 > words["below"].z
    assert words["decide"].changed == 1
    assert "good" not in words
    assert "sentiment" not in words
    bench.start()
    job = bench.engine.jobs()[0]
    bench.engine.attack(job, drop(0.7, 0.75))
    again = {word.word: word for word in fragile_words(bench.lab.attacks())}
    assert again == words


def test_odds_need_both_sides() -> None:
    from collections import Counter

    assert odds(Counter(), Counter(a=3)) == ()
    rare = odds(Counter(a=1, b=40), Counter(a=0, b=40, c=1))[0]
    assert rare.word == "a"
    assert rare.ci95[0] < 0 < rare.ci95[1], "one sighting proves nothing"
    assert odds(Counter(a=2), Counter(a=3)) == (), "a word is more fragile than other words only"


def test_odds_are_those_of_the_paper() -> None:
    """By the formula of Monroe and others, worked out in another way: with ratios and NumPy."""
    from collections import Counter

    changed, kept = Counter(a=7, b=2, c=0), Counter(a=1, b=30, c=9)
    x, y = np.array([7.0, 2, 0]), np.array([1.0, 30, 9])
    alpha = PRIOR_WORDS * (x + y) / (x + y).sum()
    one, other = x + alpha, y + alpha
    ratio = (one / (one.sum() - one)) / (other / (other.sum() - other))
    deviation = np.sqrt((one + other) / (one * other))
    found = {word.word: word for word in odds(changed, kept)}
    for place, word in enumerate("abc"):
        got = found[word]
        assert got.log_odds == pytest.approx(np.log(ratio[place]))
        assert got.z == pytest.approx(np.log(ratio[place]) / deviation[place])
        assert got.ci95[1] - got.ci95[0] == pytest.approx(2 * 1.96 * deviation[place], rel=1e-4)
        assert (got.changed, got.kept) == (changed[word], kept[word])


def test_requests_survive_the_way_through_the_file(bench: Bench) -> None:
    run = bench.run()
    bench.lab._runs.clear()
    bench.lab._seen.clear()
    from shared.protocol.messages import JobChanged

    bench.client.on_message(JobChanged(job=bench.client.jobs[run.job_id]), [])
    found = bench.lab.get(run.job_id)
    assert found is not None
    assert isinstance(found.request, RobustnessAttackRequest)
    assert found.request.prompt == PROMPT
    assert len(bench.ended) == 1
