"""A scripted worker of Robustness: attacks that find something, step by step, and the rest."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np

from shared.jobs import JobView
from shared.protocol.messages import JobPartial, JobProgress
from shared.robustness.changed_words import changed_and_kept
from shared.robustness.diff import edits_between
from shared.robustness.figures import Drop, Errors, PromptWord, Rate
from shared.robustness.prompt import words_of
from shared.tasks.robustness import (
    CertifiedShare,
    Defended,
    Importance,
    MovedPrompt,
    PromptShown,
    RobustnessAttackRequest,
    RobustnessAttackResult,
    RobustnessDefendRequest,
    RobustnessDefendResult,
    RobustnessExplainRequest,
    RobustnessExplainResult,
    RobustnessTransferRequest,
    RobustnessTransferResult,
    Searched,
    SearchRates,
)
from shared.tasks.robustness_evaluate import (
    CELL,
    CELLS_FILE,
    JUNIT_FILE,
    REPORT_FILE,
    RobustnessEvaluateRequest,
    RobustnessEvaluateResult,
    SuiteCell,
)
from shared.tasks.spec import RESULT_FILE, TaskResult
from tests.gui.fake_client import FakeClient

LABELS = ("negative", "positive")
CLEAN, N_SEARCH, N_REPORT = 0.795, 120, 120
# How much accuracy each attack leaves, and what it makes of a word.
LEFT = {
    "textbugger": 0.66, "deepwordbug": 0.63, "textfooler": 0.51, "bertattack": 0.55,
    "checklist": 0.76, "stresstest": 0.74, "semantic": 0.70, "ensemble": 0.42,
}  # fmt: skip
CHANGES = {
    "textbugger": {"Decide": "De cide", "review": "revi\u0435w", "answer": "answre"},
    "deepwordbug": {"Decide": "Deicde", "review": "reveiw", "below": "blow"},
    "textfooler": {"Decide": "Ascertain", "film": "cinematic", "answer": "responding"},
    "bertattack": {"Decide": "wonder", "below": "above", "word": "sentence"},
    "ensemble": {"Decide": "Ascertain", "film": "flim", "answer": "respond", "one": "lone"},
}


def rate(value: float, n: int) -> Rate:
    """A share with Wilson's interval."""
    z = 1.96
    middle = (value + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * float(np.sqrt(value * (1 - value) / n + (z / 2 / n) ** 2))
    return Rate(value=value, ci95=(max(0.0, middle - half), min(1.0, middle + half)), n=n)


def drop(
    clean: float = CLEAN, attacked: float = 0.5, n: int = N_REPORT, *, chance: float = 0.5
) -> Drop:
    """Figures as the worker sends them."""
    fell, half = clean - attacked, 1.5 / float(np.sqrt(n))
    above = rate(clean, n).ci95[0] > chance
    lost = max(0, round(n * fell) + 4)
    return Drop(
        clean=rate(clean, n),
        attacked=rate(attacked, n),
        drop=fell,
        drop_ci95=(fell - half * 0.7, fell + half * 0.7),
        pdr=fell / clean if above else None,
        pdr_ci95=(fell / clean - half, min(1.0, fell / clean + half)) if above else None,
        p=0.0002 if fell > 0.12 else 0.31,
        discordant=(lost, 4),
        detectable=2.4 * half / 3,
        chance=chance,
        errors_clean=Errors(wrong=1 - clean - 0.01, unreadable=0.01, largest_share=0.55),
        errors_attacked=Errors(
            wrong=1 - attacked - 0.02, unreadable=0.02, largest_share=0.55 + fell,
            collapsed=fell > 0.35,
        ),
    )  # fmt: skip


def attacked_prompt(prompt: str, attack: str, share: float = 1.0) -> str:
    """The prompt with the first of an attack's changes."""
    changes = list(CHANGES.get(attack, {}).items())
    for word, other in changes[: round(share * len(changes))]:
        prompt = prompt.replace(word, other, 1)
    if attack == "checklist" and share:
        prompt = prompt.replace("\n\n", " kE4jq9Lw2z\n\n", 1)
    if attack == "stresstest" and share:
        prompt = prompt.replace("\n\n", " and true is true\n\n", 1)
    if attack == "semantic" and share:
        prompt = prompt.replace("Decide whether", "Tell me if", 1)
    return prompt


class FakeLab:
    """Answers the jobs of a client, when it is told to."""

    def __init__(self, client: FakeClient) -> None:
        self.client = client

    def jobs(self, task: str = "robustness.attack", *, waiting: bool = True) -> list[JobView]:
        """Jobs of a task, the oldest first."""
        states = ("queued", "running") if waiting else ("succeeded",)
        return [
            job
            for job in self.client.jobs.values()
            if job.task == task and job.state.value in states
        ]

    def request(self, job: JobView) -> Any:
        """What a job asks."""
        tasks = [view.job_id for view in self.client.jobs.values() if view.title or view.task]
        submitted = [one for one in tasks if self.client.jobs[one].task.startswith("robustness.")]
        return self.client.submitted[submitted.index(job.job_id)][1]

    # --- attacks ----------------------------------------------------------------------------------

    def begin(self, job: JobView) -> None:
        """The worker takes the job and measures the prompt as it is."""
        request: RobustnessAttackRequest = self.request(job)
        self.client.run(job.job_id)
        words: tuple[PromptWord, ...] = words_of(request.prompt, LABELS)
        shown = PromptShown(
            words=words, labels=LABELS, search_samples=N_SEARCH, report_samples=N_REPORT
        )
        self.piece(job, "prompt", shown)
        self.piece(
            job,
            "prompt",
            msgspec.structs.replace(
                shown, search_clean=rate(CLEAN + 0.01, N_SEARCH), report_clean=rate(CLEAN, N_REPORT)
            ),
        )

    def search(self, job: JobView, share: float = 1.0) -> None:
        """The search has come so far."""
        request: RobustnessAttackRequest = self.request(job)
        left = LEFT.get(request.attack, 0.7)
        steps = max(2, round(14 * share))
        done = np.linspace(0, share, steps)
        accuracy = CLEAN + 0.01 - (CLEAN - left + 0.05) * np.minimum(1, 1.25 * done**0.8)
        accuracy = np.round(np.minimum.accumulate(accuracy) * N_SEARCH) / N_SEARCH
        held_out = accuracy + 0.03 * np.sin(np.arange(steps)) + 0.04 * done
        held_out[1::3] = np.nan
        points = np.column_stack([done * 21_600, accuracy, held_out]).astype(np.float32)
        prompt = attacked_prompt(request.prompt, request.attack, share)
        known = held_out[np.isfinite(held_out)]
        searched = Searched(
            attack=request.attack,
            prompt=prompt,
            edits=edits_between(request.prompt, prompt),
            step=steps,
            candidates_done=round(180 * share),
            candidates_total=180,
            search_accuracy=float(accuracy[-1]),
            report_accuracy=float(known[-1]),
            queries=round(21_600 * share),
            cached=round(3_900 * share),
            tokens=round(910_000 * share),
            queries_per_second=14.2,
            eta_s=max(1.0, 1520 * (1 - share)),
        )
        self.piece(job, "search", searched, points)

    def finish(self, job: JobView, figures: Drop | None = None) -> RobustnessAttackResult:
        """The attack is over."""
        request: RobustnessAttackRequest = self.request(job)
        left = LEFT.get(request.attack, 0.7)
        one = figures or drop(CLEAN, left)
        prompt = attacked_prompt(request.prompt, request.attack)
        result = RobustnessAttackResult(
            clean_accuracy=one.clean.value,
            attacked_accuracy=one.attacked.value,
            pdr=one.pdr,
            drop=one.drop,
            ci95=one.pdr_ci95 or one.drop_ci95,
            p=one.p,
            n=one.attacked.n,
            search=SearchRates(
                clean_accuracy=CLEAN + 0.01, attacked_accuracy=left - 0.04, n=N_SEARCH
            ),
            queries=21_600,
            cached=3_900,
            tokens=910_000,
            seconds=1521.0,
            attack=request.attack,
            adversarial_prompt=prompt,
            edits=edits_between(request.prompt, prompt),
            figures=one,
        )
        self.end(job, result)
        return result

    def attack(self, job: JobView, figures: Drop | None = None) -> None:
        """A whole attack."""
        self.begin(job)
        for share in (0.3, 0.7, 1.0):
            self.search(job, share)
        self.finish(job, figures)

    # --- the others -------------------------------------------------------------------------------

    def explain(self, job: JobView) -> None:
        """Which words count."""
        request: RobustnessExplainRequest = self.request(job)
        self.client.run(job.job_id)
        shares = tuple(
            CertifiedShare(changed=k, accuracy=rate(value, N_SEARCH))
            for k, value in enumerate((0.77, 0.70, 0.58, 0.41, 0.2))
        )
        result = RobustnessExplainResult(
            prompt=importance(request.prompt, 3),
            attacked=importance(request.attacked, 8) if request.attacked else None,
            smoothed=rate(0.77, N_SEARCH) if request.ablated else None,
            certificate=shares if request.ablated else (),
            masks=364 if request.ablated else 0,
            seconds=56.0,
        )
        self.end(job, result)

    def transfer(self, job: JobView) -> None:
        """Every model's find on every other."""
        request: RobustnessTransferRequest = self.request(job)
        self.client.run(job.job_id)
        moved = []
        for row, source in enumerate(request.models):
            for column, target in enumerate(request.models):
                left = 0.52 if row == column else 0.62 + 0.05 * ((row + column) % 3)
                one = MovedPrompt(
                    source=source, target=target, attack=request.attack, figures=drop(CLEAN, left)
                )
                moved.append(one)
                self.piece(job, "moved", one)
        self.end(
            job, RobustnessTransferResult(models=request.models, moved=tuple(moved), seconds=300.0)
        )

    def defend(self, job: JobView) -> None:
        """All defences together, and each alone."""
        request: RobustnessDefendRequest = self.request(job)
        self.client.run(job.job_id)
        sets = [request.defences]
        if request.separately and len(request.defences) > 1:
            sets += [(one,) for one in request.defences]
        defended = []
        for number, defences in enumerate(sets):
            after = 0.76 - 0.05 * number
            one = Defended(
                defences=defences,
                clean=rate(CLEAN - 0.01, N_REPORT),
                before=drop(CLEAN, 0.63),
                after=drop(CLEAN, after),
                adaptive=drop(CLEAN, after - 0.06) if request.adaptive else None,
                transferred=drop(CLEAN, after - 0.02),
                won_back=(after - 0.63) / (CLEAN - 0.63),
                cost=0.01,
                cost_ci95=(-0.01, 0.03),
            )
            defended.append(one)
            self.piece(job, "defended", one)
        self.end(
            job,
            RobustnessDefendResult(
                attacked=attacked_prompt(request.prompt, request.attack),
                defended=tuple(defended),
                seconds=90.0,
            ),
        )

    # --- suites -----------------------------------------------------------------------------------

    def suite_cell(self, job: JobView, number: int, total: int = 12) -> SuiteCell:
        """One more attack of a suite is done, after it was told to run."""
        request: RobustnessEvaluateRequest = self.request(job)
        datasets = ("movie_reviews", "r8", "rewordings")
        attacks = tuple(LEFT)[:4]
        dataset, attack = datasets[number // 4 % 3], attacks[number % 4]
        self.client.run(job.job_id)
        stage = f"{dataset}/task-zero/1: {attack}"
        eta_s = 30.0 * (total - number)
        told = JobProgress(
            job_id=job.job_id, done=number, total=total, unit="attacks", stage=stage, eta_s=eta_s
        )
        self.client.on_message(told, [])
        prompt = "Is the review positive or negative?\n{content}\nSentiment:"
        changed = attacked_prompt("Decide whether the film review is good.", attack)
        edits = edits_between(prompt, changed)
        gone, kept = changed_and_kept(words_of(prompt, ("positive", "negative")), edits)
        cell = SuiteCell(
            dataset=dataset,
            family="task-zero",
            prompt=f"{dataset}/task-zero/1",
            attack=attack,
            level="word",
            model=request.model,
            figures=drop(0.52, 0.46, 64) if dataset == "r8" else drop(CLEAN, LEFT[attack], 64),
            search_pdr=0.2,
            adversarial_prompt=changed,
            edits=edits,
            queries=640,
            seconds=41.0,
            clean_prompt=prompt,
            changed_words=gone,
            kept_words=kept,
        )
        self.piece(job, CELL, cell)
        return cell

    def suite(self, job: JobView, passed: bool | None = None, cells: int = 12) -> None:
        """A whole suite, and the files that the worker writes."""
        rows = [self.suite_cell(job, number, cells) for number in range(cells)]
        lines = [msgspec.to_builtins(one) for one in rows]
        for line in lines:
            del line["seconds"]
        data = b"".join(msgspec.json.encode({**one, "p_holm": 0.1}) + b"\n" for one in lines)
        self.files = {CELLS_FILE: data, REPORT_FILE: b"<html>", JUNIT_FILE: b"<testsuites/>"}
        failed = ("movie_reviews/task-zero/1", "r8/task-zero/1") if passed is False else ()
        result = RobustnessEvaluateResult(
            cells=cells, passed=passed, failed=failed, queries=7680, cached=640, seconds=492.0
        )
        self.end(job, result, self.files)

    # --- messages ---------------------------------------------------------------------------------

    def piece(
        self, job: JobView, kind: str, meta: msgspec.Struct, blob: np.ndarray | None = None
    ) -> None:
        """Send a piece of a job."""
        array = blob if blob is not None else np.zeros(0, np.float32)
        self.client.on_message(
            JobPartial(job_id=job.job_id, index=0, kind=kind, meta=msgspec.to_builtins(meta)),
            [array],
        )

    def end(self, job: JobView, result: TaskResult, files: dict[str, bytes] | None = None) -> None:
        """Send the result, as its file, and others beside it."""
        document = msgspec.to_builtins(result)
        document["provenance"] = {"request": msgspec.to_builtins(self.request(job))}
        digest = f"{len(self.client.artefacts):064x}"
        self.client.artefacts[digest] = msgspec.json.encode(document)
        named = {RESULT_FILE: digest}
        for name, data in (files or {}).items():
            named[name] = f"{len(self.client.artefacts):064x}"
            self.client.artefacts[named[name]] = data
        self.client.finish(job.job_id, **named)


def importance(prompt: str, seed: int) -> Importance:
    """Scores of a prompt's words, gradient and deletion alike in most places."""
    words = words_of(prompt, LABELS)
    rng = np.random.default_rng(seed)
    gradient = rng.beta(1.2, 3.0, len(words))
    deletion = np.round(0.5 * gradient + rng.normal(0, 0.06, len(words)), 3)
    return Importance(
        words=words,
        gradient=tuple(float(g / gradient.max()) for g in gradient),
        deletion=tuple(float(d) for d in deletion),
        deletion_ci95=tuple((float(d) - 0.04, float(d) + 0.04) for d in deletion),
        agreement=0.71,
    )
