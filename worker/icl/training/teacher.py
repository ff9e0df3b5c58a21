"""The paper's chain after scoring: reward model, its rewards, and the encoder that learns them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import msgspec

from worker.icl.encoding.encoder import DEFAULT, default_folder, load_encoder
from worker.icl.training.encoder_stage import EncoderNetwork, EncoderStage, network_of
from worker.icl.training.iterations import Loop
from worker.icl.training.lessons import Lessons, Rewards
from worker.icl.training.reward_stage import RewardStage, reward_network, rewarded
from worker.icl.training.settings import Distilling, Rewarding
from worker.icl.training.stage_files import Made
from worker.training.course import Course
from worker.training.team import main_only

_REWARDS = "rewards.json"


class _Rewarded(msgspec.Struct, frozen=True):
    """Rewards of a query's candidates, in the order of its job."""

    task: str
    query: int
    rewards: tuple[float, ...]


def train_encoder(course: Course, loop: Loop, name: str, number: int, ref: str) -> Path | None:
    """The encoder `name` of an iteration as a folder, or None where time ran out.

    Each begins from the same start and learns from all iterations so far (as LLM-R does); "epr"
    learns by contrast alone, from the language model's own scores.
    """
    how, rewarding = loop.settings.distilling, loop.settings.rewarding
    contrast_only = name == "epr"
    lessons = Lessons.of(loop.pools, loop.jobs, loop.rule, loop.seed)
    start = load_encoder(ref)
    network: EncoderNetwork | None = network_of(start)
    if lessons.trained:
        if rewarding is not None and not contrast_only:
            rewards = _rewards(course, loop, lessons, number, ref, rewarding)
            if rewards is None:
                return None
            lessons = Lessons.of(loop.pools, loop.jobs, loop.rule, loop.seed, rewards)
        network = _trained(course, how, name, lessons, ref, contrast_only=contrast_only)
    if network is None:
        return None
    folder, encoder = course.run.out / name, network.encoder.cpu().eval()

    def save() -> bool:
        encoder.save_pretrained(folder)
        start.tokenizer.save_pretrained(folder)
        return True

    main_only(save)
    return folder


def _trained(
    course: Course,
    how: Distilling,
    name: str,
    lessons: Lessons,
    ref: str,
    *,
    contrast_only: bool,
) -> EncoderNetwork | None:
    tokenizer = load_encoder(ref).tokenizer
    return course.train(
        replace(how.plan, name=name),
        lambda: network_of(load_encoder(ref)),
        lambda made: EncoderStage(made, tokenizer, lessons, how, contrast_only),
    )


def _rewards(
    course: Course, loop: Loop, lessons: Lessons, number: int, ref: str, how: Rewarding
) -> Rewards | None:
    """Rewards of all candidates so far, by a cross-encoder that learned from all their scores."""
    tokenizer = load_encoder(ref).tokenizer
    folder = default_folder() if ref in ("", DEFAULT) else Path(ref)
    network = course.train(
        replace(how.plan, name=f"reward-{number}"),
        lambda: reward_network(folder),
        lambda made: RewardStage(made, tokenizer, lessons, how),
    )
    if network is None:
        return None

    def make() -> Made:
        found = [
            _Rewarded(job.task, job.query, tuple(rewards))
            for job, rewards in rewarded(network, tokenizer, loop.pools, loop.jobs, how)
        ]
        return Made(msgspec.json.encode(found), sum(len(one.rewards) for one in found))

    data = loop.files.made(f"rewards-{number}", _REWARDS, make)
    stored = msgspec.json.decode(data, type=list[_Rewarded])
    return {(one.task, one.query): one.rewards for one in stored}
