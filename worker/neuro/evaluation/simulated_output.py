"""The ablation, the gallery and the files of an evaluation on simulated people."""

from __future__ import annotations

import time
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from shared.tasks.neuro_evaluate import NeuroEvaluateRequest, NeuroEvaluateResult
from worker.engine.context import TaskContext
from worker.neuro.decoding.gallery import SIZE_PX, gallery_pictures
from worker.neuro.evaluation.ablation import (
    BOTH,
    SAMPLE_LEVEL,
    AblationSetting,
    Embeddings,
    ablation_figures,
    arms_of,
    difference,
    saliency_figure,
)
from worker.neuro.evaluation.gallery_sheet import GalleryRow, Tile, draw_gallery, save_gallery
from worker.neuro.evaluation.picture_scores import Pixels
from worker.neuro.evaluation.report import METRICS_FILE, TABLE_FILE, write_metrics, write_table
from worker.neuro.evaluation.retrieval import Retrieval, groups, unit
from worker.neuro.evaluation.simulated_people import SPLIT, Experiment

if TYPE_CHECKING:
    from worker.neuro.evaluation.simulated_report import Equipment, Gathered

_SHOWN, _TOP = 12, 5


def write_simulated(
    ctx: TaskContext,
    request: NeuroEvaluateRequest,
    document: dict[str, Any],
    gathered: Gathered,
    task: Retrieval,
    shown: Experiment,
    equipment: Equipment,
) -> Generator[float, None, NeuroEvaluateResult]:
    """Paint, score, and write `metrics.json`, `table.md` and `gallery.png`.

    Steps tell the share that is done.
    """
    means, pictures = _first_person(gathered, shown.repeats, request.pictures)
    seen = gallery_pictures(tuple(int(number) for number in pictures))
    made: dict[str, Pixels] = {}
    if equipment.painter is not None and equipment.model is not None:
        certainty = equipment.model.answers.cosine_of(shown.repeats)
        began = time.perf_counter()
        arms = arms_of(equipment.painter, certainty)
        for place, (name, arm) in enumerate(arms.items()):
            painted = []
            for row in range(len(means)):
                yield 0.9 * (place + row / len(means)) / len(arms)
                painted.append(arm.reconstruct(means[row : row + 1], request.seed + row))
            made[name] = np.concatenate(painted)
        each_ms = 1000 * (time.perf_counter() - began) / (len(arms) * len(means))
        document["latency_ms"]["four_pictures_mean"] = round(each_ms, 1)
        spaces = {"the space it was decoded with": equipment.painter.space}
        setting = AblationSetting(SPLIT, gathered.audits, shown.repeats, request.seed, spaces)
        document["ablation"] = {}
        for name, pixels in made.items():
            yield 0.9
            document["ablation"] |= ablation_figures({name: pixels}, seen, setting)
        document["figures"] |= difference(made[BOTH], made[SAMPLE_LEVEL], seen, setting)
        document["figures"]["saliency_overlap"] = saliency_figure(
            equipment.painter, means, _masks(pictures), setting
        )
    yield 1.0
    write_metrics(ctx.out, document)
    title = f"Simulated people ({shown.level})"
    rows = {**document["figures"], **document["controls"]}
    for arm, figures in document.get("ablation", {}).items():
        rows |= {f"{arm}: {name}": each for name, each in figures.items()}
    write_table(ctx.out, title, document["notes"], rows)
    gallery = _gallery(ctx.out, means, pictures, seen, made.get(BOTH), task, shown)
    return NeuroEvaluateResult(
        files={"metrics": METRICS_FILE, "table": TABLE_FILE, "gallery": gallery},
        metrics={name: each["value"] for name, each in document["figures"].items()},
        simulated=True,
        n_trials=sum(len(test) for test in gathered.tests),
        table=_table(document),
        picture=gallery,
    )


def _masks(pictures: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """How much of each pixel the seen objects cover, [n, 64, 64]."""
    from shared.neuro.scenes.renderer import render
    from shared.neuro.scenes.scene import scene_of

    masks = [render(scene_of(int(number)), SIZE_PX).mask for number in pictures]
    return np.stack(masks).astype(np.float64)


def _first_person(
    gathered: Gathered, repeats: int, count: int
) -> tuple[Embeddings, npt.NDArray[np.int64]]:
    """Averaged embeddings of evenly spaced test pictures of the first person: none chosen."""
    test = gathered.tests[0]
    embeddings = next(iter(gathered.embeddings.values()))[0]
    rows = groups(test, repeats) or groups(test, 1)
    rows = [rows[place] for place in np.unique(np.linspace(0, len(rows) - 1, count).astype(int))]
    means = unit(np.stack([embeddings[each].mean(axis=0) for each in rows]))
    return means.astype(np.float32), test.picture[[each[0] for each in rows]]


def _gallery(
    out: Path,
    means: Embeddings,
    pictures: npt.NDArray[np.int64],
    seen: Pixels,
    painted: Pixels | None,
    task: Retrieval,
    shown: Experiment,
) -> str:
    from shared.neuro.scenes.concepts import concepts

    names = concepts()
    numbers = np.array(sorted(set(shown.tested)))
    likeness = means @ np.stack([task.embedding[int(number)] for number in numbers]).T
    rows = []
    for place in np.unique(np.linspace(0, len(means) - 1, _SHOWN).astype(int)):
        own = int(pictures[place])
        tiles = [Tile(seen[place], names[own % len(names)].concept)]
        if painted is not None:
            tiles.append(Tile(painted[place], "from EEG"))
        best = numbers[np.argsort(-likeness[place], kind="stable")[:_TOP]]
        answers = gallery_pictures(tuple(int(number) for number in best))
        tiles += [
            Tile(pixels, names[int(number) % len(names)].concept, int(number) == own)
            for number, pixels in zip(best, answers, strict=True)
        ]
        rows.append(GalleryRow(tuple(tiles)))
    heads = ["seen", *(["decoded"] if painted is not None else []), "1st", "2nd", "3rd"]
    heads += ["4th", "5th"]
    notes = (
        f"SIMULATED EEG ({shown.level}), person 1, unseen concepts, {shown.repeats} trials "
        "averaged; nobody was recorded.",
        f"Evenly spaced test pictures, none chosen. 1st to 5th of {len(numbers)} by likeness in: "
        f"{task.space}. Green: the picture that was seen.",
    )
    image = draw_gallery(rows, heads, "From simulated EEG to pictures", notes, 2)
    return save_gallery(image, out)


def _table(document: dict[str, Any]) -> tuple[tuple[str, ...], ...]:
    rows = [("figure", "value", "95 %", "chance", "p")]
    for name, each in {**document["figures"], **document["controls"]}.items():
        low, high = each["ci95"]
        interval = f"{low:.3f} – {high:.3f}"
        rows.append(
            (name, f"{each['value']:.3f}", interval, f"{each['chance']:.3g}", f"{each['p']:.3g}")
        )
    return tuple(rows)
