"""The recipe `icl`: LLM-R's loop on a laptop (`lite`) or with the paper's settings (`paper`)."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from worker.engine.devices import probe_device
from worker.icl.encoding.encoder import TextEncoder, load_encoder
from worker.icl.selection.bi_encoder import LowRankHead, TrainedDense
from worker.icl.selection.corpus import Selector
from worker.icl.selection.features import NAMES
from worker.icl.selection.trained import Trained, TrainedConfig
from worker.icl.selection.trees import BoostedTrees
from worker.icl.training.export import export_selector
from worker.icl.training.heads import train_head
from worker.icl.training.iterations import Loop
from worker.icl.training.lm_session import LmSession, OutOfTime, lm_session
from worker.icl.training.prepared import Texts, prepared, run_identity
from worker.icl.training.settings import Asked, asked
from worker.icl.training.stage_files import StageFiles
from worker.icl.training.teacher import train_encoder
from worker.icl.training.validating import Validated, validate
from worker.training.course import Course
from worker.training.recipes import TrainingRun
from worker.training.team import main_first

_GATE_FILE = "validation.json"


@dataclass
class Learned:
    """What has been trained so far."""

    trees: dict[str, BoostedTrees] = field(default_factory=dict)
    heads: dict[str, LowRankHead] = field(default_factory=dict)
    encoders: dict[str, Path] = field(default_factory=dict)


def train(run: TrainingRun) -> bool:
    """Run what is left of the recipe; returns whether it is finished."""
    wanted = asked(run)
    deadline = None if run.minutes is None else time.monotonic() + 60 * run.minutes
    files = StageFiles(run.out / "stages", run.report)
    texts = Texts.of(wanted)
    encoder = load_encoder(wanted.encoder, probe_device())
    identity = run_identity(wanted, encoder.fingerprint, run.seed)
    main_first(lambda: files.belong_to(identity))
    with lm_session(wanted.lm, deadline, run.report) as session:
        try:
            return _train(run, wanted, texts, encoder, files, session, Course(run, deadline))
        except OutOfTime:
            return False


def _train(
    run: TrainingRun,
    wanted: Asked,
    texts: Texts,
    encoder: TextEncoder,
    files: StageFiles,
    session: LmSession,
    course: Course,
) -> bool:
    settings = wanted.settings
    pools = prepared(files, texts, encoder, settings.validation, run.seed, run.report)
    loop = Loop(pools, settings, files, session, run.seed)
    learned = Learned()
    retrievers: dict[str, Selector] = {}
    for number in range(1, settings.iterations + 1):
        loop.score(number, retrievers)
        learned.trees["rerank"] = loop.trees(f"rerank-{number}", "rerank", feedback=True)
        if not _bi_encoder(course, loop, learned, number, wanted):
            return False
        retrievers = _retrievers(loop, learned, number)
    learned.trees["llmr-nolm"] = loop.trees("nolm", "llmr-nolm", feedback=False)
    feedback = ("rerank", f"llmr-{settings.iterations}")
    trained = _trained(run, settings.name, encoder, loop, learned)
    data = files.made(
        "gate",
        _GATE_FILE,
        lambda: validate(pools, trained, feedback, settings.shown, session, run.seed),
    )
    if not run.is_main:
        return True
    validated = msgspec.json.decode(data, type=Validated)
    config = msgspec.structs.replace(trained.config, gate=validated.gate)
    whole = Trained(config, trained.trees, trained.heads, trained.encoders)
    run.report(f"written: {export_selector(run, wanted, whole, validated, loop, texts)}")
    return True


def _bi_encoder(course: Course, loop: Loop, learned: Learned, number: int, wanted: Asked) -> bool:
    """The bi-encoder of an iteration, and after the last EPR; False where time ran out."""
    names = [f"llmr-{number}"]
    if number == loop.settings.iterations:
        names.append("epr")
    for name in names:
        if loop.settings.distilling.rank:
            head = train_head(course, loop, name)
            if head is None:
                return False
            learned.heads[name] = head
        else:
            folder = train_encoder(course, loop, name, number, wanted.encoder)
            if folder is None:
                return False
            learned.encoders[name] = folder
    return True


def _retrievers(loop: Loop, learned: Learned, number: int) -> dict[str, Selector]:
    """What finds the next candidates: the trained encoder, or, on a laptop, the re-ranker."""
    folder = learned.encoders.get(f"llmr-{number}")
    if folder is None:
        return loop.rerankers(learned.trees["rerank"], "rerank")
    encode = load_encoder(str(folder), probe_device()).encode
    return {pool.info.name: TrainedDense(pool.corpus, encode, folder.name) for pool in loop.pools}


def _trained(
    run: TrainingRun, recipe: str, encoder: TextEncoder, loop: Loop, learned: Learned
) -> Trained:
    config = TrainedConfig(
        recipe=recipe,
        seed=run.seed,
        features=NAMES,
        encoder=encoder.fingerprint,
        lm=loop.lm,
        trees=tuple(learned.trees),
        heads=tuple(learned.heads),
        encoders=tuple(learned.encoders),
    )
    return Trained(config, learned.trees, learned.heads, learned.encoders)
