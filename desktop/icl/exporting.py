"""The prompt with everything that is known of where it comes from."""

from __future__ import annotations

from desktop.icl.pick import Pick
from desktop.icl.setup import Setup, example_of
from shared.icl.curation import Demonstration
from shared.icl.exported import ExportedPrompt, prompt_hash
from shared.icl.prompt import Prompt


def exported(pick: Pick, setup: Setup, pool_hash: str) -> ExportedPrompt:
    """What every export format takes; utilities are gains where they are known."""
    demos = pick.in_prompt
    scored = [pick.score_of(demo.id) for demo in demos]
    gains = [one.gain for one in scored if one is not None and one.gain is not None]
    all_known = len(gains) == len(demos) and bool(demos)
    utilities = gains if all_known else [demo.score for demo in demos]
    task = demos[0].task if demos else ""
    prompt = Prompt(
        setup.query.example(task),
        tuple(
            Demonstration(example_of(demo), utility, demo.id in setup.pinned)
            for demo, utility in zip(demos, utilities, strict=True)
        ),
        setup.instruction,
        setup.form,
    )
    used = pick.retrieved.used if pick.retrieved is not None else setup.retriever
    settings: dict[str, str | int | float] = {
        "k": setup.k,
        "order": "given" if setup.arranged else setup.order,
        "seed": setup.seed,
        "asked": setup.retriever,
        "utility": "gain" if all_known else "retriever",
    }
    if setup.per_label is not None:
        settings["per_label"] = setup.per_label
    hashes = {"pool": pool_hash, "prompt": prompt_hash(prompt.text)}
    return ExportedPrompt(prompt, used, hashes, settings)
