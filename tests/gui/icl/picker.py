"""A scripted worker of the picker: ranks by shared words, and makes scores that look like some."""

from __future__ import annotations

import math
from typing import Any, Literal

import msgspec
import numpy as np

from desktop.icl.matches import content_words
from shared.icl.curation import Curation, Demonstration, curate, ordered
from shared.icl.example import Example
from shared.icl.prompt import completion
from shared.ids import new_job_id
from shared.protocol.messages import LONGEST_DEADLINE_MS, StreamPartial, StreamResult
from shared.tasks.icl_pick import (
    Compared,
    DemoScore,
    DemoScores,
    IclPickRequest,
    OrderTries,
    OrderTry,
    PickedDemo,
    Prediction,
    Retrieved,
)
from tests.gui.fake_client import FakeClient

LABELS = ("sport", "business", "science", "weather")


class FakePicker:
    """Answers every stream item of a client.

    `hold` keeps what comes after the retrieval until `release`; `hold_after` does so after that
    many more answers. `abilities` are those of language
    models that tell less than everything; `rewards` pretends that a re-ranker saw the task.
    """

    def __init__(self, client: FakeClient) -> None:
        self.client = client
        self.requests: list[IclPickRequest] = []
        self.hold = False
        self.hold_after: int | None = None
        self.dropped_by_budget = 0
        self.rewards = False
        self.search_recall = 1.0
        self.abilities: dict[str, Literal["full", "first-token", "text"]] = {}
        self._held: list[tuple[str, int, IclPickRequest, Retrieved]] = []
        self._pools: dict[str, list[Example]] = {}
        client.stream_push = self.push  # type: ignore[method-assign]

    def index(self) -> None:
        """Finish every index job that was submitted."""
        for job in list(self.client.jobs.values()):
            if job.task == "icl.index" and job.state.value in ("queued", "running"):
                self.client.run(job.job_id)
                self.client.finish(job.job_id)

    def push(
        self,
        stream: str,
        task: str,
        seq: int,
        params: dict[str, Any],
        blobs: Any = (),
        *,
        deadline_ms: int = 1000,
    ) -> None:
        assert task == "icl.pick"
        assert 1 <= deadline_ms <= LONGEST_DEADLINE_MS, "a host refuses such an item unanswered"
        request = msgspec.convert(params, IclPickRequest)
        self.requests.append(request)
        if self.hold_after is not None:
            self.hold, self.hold_after = self.hold_after <= 0, self.hold_after - 1
        retrieved = self._retrieved(request, request.retriever)
        self._piece(stream, seq, "retrieved", retrieved)
        if not request.score and not request.predict:
            self._result(stream, seq, {"retrieved": msgspec.to_builtins(retrieved)})
        elif self.hold:
            self._held.append((stream, seq, request, retrieved))
        else:
            self._score(stream, seq, request, retrieved)

    def release(self, scores: int | None = None) -> None:
        """Let the newest held item go on; with `scores`, only so many of them."""
        if not self._held:
            return
        stream, seq, request, retrieved = self._held[-1]
        if scores is not None:
            self._piece(stream, seq, "scores", self._scores(request, retrieved, scores))
            return
        self._held.clear()
        self._score(stream, seq, request, retrieved)

    def fail(self, code: str, **params: Any) -> None:
        """End the newest held item with an error."""
        from shared.protocol.messages import Error

        stream, seq, _, _ = self._held.pop()
        self._send(StreamResult(stream=stream, seq=seq, error=Error(code=code, params=params)))

    # --- what it answers --------------------------------------------------------------------------

    def _score(self, stream: str, seq: int, request: IclPickRequest, found: Retrieved) -> None:
        pieces: dict[str, msgspec.Struct] = {"retrieved": found}
        if request.compare:
            lists = tuple(self._retrieved(request, one) for one in request.compare)
            pieces["compared"] = Compared(lists=lists)
        if request.score:
            pieces["scores"] = self._scores(request, found, len(found.demos))
        if request.predict:
            pieces["prediction"] = self._prediction(request, found)
        if request.orders:
            pieces["orders"] = self._orders(request, found)
        for kind, piece in pieces.items():
            self._piece(stream, seq, kind, piece)
        self._result(stream, seq, {k: msgspec.to_builtins(p) for k, p in pieces.items()})

    def _pool(self, ref: str) -> list[Example]:
        if ref not in self._pools:
            data = self.client.artefacts[ref.removeprefix("sha256:")]
            self._pools[ref] = [
                msgspec.json.decode(line, type=Example) for line in data.split(b"\n") if line
            ]
        return self._pools[ref]

    def _retrieved(self, request: IclPickRequest, retriever: str) -> Retrieved:
        words = content_words(request.query)
        rng = np.random.default_rng(sum(map(ord, retriever)))
        scored = []
        for row in self._pool(request.pool)[:3000]:
            if row.id == request.query_id or row.id in request.banned:
                continue
            own = content_words(row.input)
            near = len(words & own) / math.sqrt(len(words) * len(own) + 1)
            scored.append((near + 0.08 * rng.random(), row))
        scored.sort(key=lambda one: -one[0])
        rows = scored[: request.candidates]
        pinned = [one for one in scored[request.candidates :] if one[1].id in request.pinned]
        demos = [Demonstration(row, near) for near, row in [*rows, *pinned]]
        if request.arranged:
            known = {one.example.id: one for one in demos}
            chosen = tuple(known[one] for one in request.arranged if one in known)
            left_out: tuple[Any, ...] = ()
        else:
            curation = Curation(
                request.k, request.pinned, request.banned, request.per_label, request.order
            )
            chosen, left_out = curate(demos, curation)
        places = {one.example.id: place for place, one in enumerate(chosen)}
        return Retrieved(
            retriever=request.retriever,
            used="label-support" if retriever == "llmr" else retriever,
            why="gate" if retriever == "llmr" else "asked",
            demos=tuple(self._demo(one, places, request) for one in demos),
            left_out=left_out,
            prompt=completion([one.example for one in chosen], request.query),
            vote=chosen[-1].example.output if chosen else "",
            pool_rows=len(self._pool(request.pool)),
            search_recall=self.search_recall,
            took_ms=62.0,
            ability=self.abilities.get(request.lm, "full") if request.predict else "",
        )

    def _demo(
        self, one: Demonstration, places: dict[str, int], request: IclPickRequest
    ) -> PickedDemo:
        row = one.example
        return PickedDemo(
            id=row.id, task=row.task, input=row.input, output=row.output, options=row.options,
            group=row.group, score=one.utility, similarity=min(1.0, one.utility),
            tokens=round(len(row.input) / 4.2) + 2 if request.score else 0,
            place=places.get(row.id, -1), pinned=row.id in request.pinned,
            reward=4 * one.utility - 1 if self.rewards and request.score else None,
        )  # fmt: skip

    def _scores(self, request: IclPickRequest, found: Retrieved, known: int) -> DemoScores:
        rng = np.random.default_rng(len(request.query))
        scores = []
        for demo in found.demos[:known]:
            noise = float(rng.normal(0, 0.25))
            if request.output:
                gain = (0.55 if demo.output == request.output else -0.25) + noise
                scores.append(DemoScore(id=demo.id, gain=gain))
            else:
                cone = 3.4 - demo.similarity + noise / 2
                scores.append(DemoScore(id=demo.id, cone=cone, entropy=0.9 + noise / 4))
        return DemoScores(
            measure="gain" if request.output else "cone",
            total=len(found.demos),
            scores=tuple(scores),
            zero_shot=-1.8 if request.output else None,
        )

    def _prediction(self, request: IclPickRequest, found: Retrieved) -> Prediction:
        options = request.options or LABELS
        votes = [sum(d.place >= 0 and d.output == o for d in found.demos) for o in options]
        logits = np.asarray(votes, float) * 0.9
        p = np.exp(logits) / np.exp(logits).sum()
        best = int(p.argmax())
        tokens = sum(d.tokens for d in found.demos if d.place >= 0) + len(request.query) // 4 + 8
        return Prediction(
            text=options[best], options=tuple(options),
            log_probabilities=tuple(float(x) for x in np.log(p)),
            probabilities=tuple(float(x) for x in p), entropy=float(-(p * np.log(p)).sum()),
            correct=options[best] == request.output if request.output else None,
            zero_shot=options[0], tokens=tokens,
        )  # fmt: skip

    def _orders(self, request: IclPickRequest, found: Retrieved) -> OrderTries:
        inside = [d for d in sorted(found.demos, key=lambda d: d.place) if d.place >= 0]
        rows = [Demonstration(Example(d.id, d.task, d.input, d.output)) for d in inside]
        rng = np.random.default_rng(7)
        count = min(request.orders, math.factorial(len(rows)))
        tries = []
        for number in range(count):
            order = rows if not number else list(ordered(rows, "random", seed=number))
            p = float(np.clip(rng.beta(7, 3), 0.02, 0.99))
            text = (request.output or "sport") if p > 0.5 else "weather"
            ids = tuple(one.example.id for one in order)
            tries.append(OrderTry(ids=ids, text=text, probability=p))
        chances = [one.probability for one in tries]
        flips = sum(one.text != tries[0].text for one in tries) / len(tries)
        return OrderTries(
            total=count, tries=tuple(tries), flips=flips, lowest=min(chances),
            median=float(np.median(chances)), highest=max(chances),
        )  # fmt: skip

    def _piece(self, stream: str, seq: int, kind: str, piece: msgspec.Struct) -> None:
        self._send(
            StreamPartial(
                stream=stream, seq=seq, index=0, kind=kind, meta=msgspec.to_builtins(piece)
            ),
            [np.zeros(0, np.float32)],
        )

    def _result(self, stream: str, seq: int, result: dict[str, Any]) -> None:
        self._send(StreamResult(stream=stream, seq=seq, result=result))

    def _send(self, message: Any, blobs: list[Any] | None = None) -> None:
        self.client.on_message(message, blobs or [])


def finish_index(client: FakeClient) -> str:
    """The job that gave the pool to the worker."""
    jobs = [job.job_id for job in client.jobs.values() if job.task == "icl.index"]
    return jobs[-1] if jobs else new_job_id()
