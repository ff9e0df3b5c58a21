"""What can make the picture here and, for the others, why not; no Qt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from desktop.core.link import Link
from desktop.core.observable import Observable
from shared.errors import Param
from shared.models import BackendState, ModelInfo
from shared.neuro.generators import GENERATORS, GeneratorInfo, GeneratorName
from shared.protocol.link import LinkState
from shared.protocol.messages import Models


@dataclass(frozen=True)
class Generator:
    """What a request names: a generator, and the id of its model where there are several."""

    name: GeneratorName = "small"
    model: str = ""

    @property
    def is_small(self) -> bool:
        """Whether it is the one that ships, which is quick enough for every picture."""
        return self.name == "small"


@dataclass(frozen=True)
class GeneratorChoice:
    """A generator as the pane offers it: the small one, and each model that a person added.

    Attributes
    ----------
    title : str
        What the person called the model, where there are several of its kind.
    reason, params : str, mapping
        An error code of `shared.errors` and its values; empty where it can run.
    """

    generator: Generator
    title: str = ""
    reason: str = ""
    params: Mapping[str, Param] = field(default_factory=dict)

    @property
    def info(self) -> GeneratorInfo:
        """What is known of it before anything is installed."""
        return GENERATORS[self.generator.name]


SMALL = GeneratorChoice(Generator())


def generator_choices(
    models: Sequence[ModelInfo], states: Sequence[BackendState]
) -> tuple[GeneratorChoice, ...]:
    """The small one, then every registered model of the others; one line where there is none."""
    told = {state.name: state for state in states}
    choices = [SMALL]
    for name, info in GENERATORS.items():
        if name == "small":
            continue
        state = told.get(name, BackendState(name=name, ready=False, reason="no_model"))
        own = [model for model in models if model.kind == info.model_kind]
        if not own:
            kind: dict[str, Param] = {"kind": info.model_kind}
            choices.append(GeneratorChoice(Generator(name), "", "no_model", kind))
        for model in own:
            reason, params = _obstacle(model, state)
            title = (model.title or model.id) if len(own) > 1 else ""
            choices.append(GeneratorChoice(Generator(name, model.id), title, reason, params))
    return tuple(choices)


def _obstacle(model: ModelInfo, state: BackendState) -> tuple[str, Mapping[str, Param]]:
    """Why a registered model cannot be used; the state of its kind may name another model."""
    if not model.ready:
        return model.reason, model.params
    if not state.ready and state.params.get("model", model.id) == model.id:
        return state.reason, state.params
    return "", {}


class GeneratorList:
    """Asks the worker whenever it is there anew, and when told to.

    Attributes
    ----------
    choices : Observable of tuple of GeneratorChoice
    """

    def __init__(self, link: Link) -> None:
        self._link = link
        self.choices: Observable[tuple[GeneratorChoice, ...]] = Observable((SMALL,))
        self._was_ready = False
        self._disconnect = link.state_changed.connect(self._link_changed)
        if link.state is not None:
            self._link_changed(link.state)

    def refresh(self) -> None:
        """Ask again, as a model may have been added meanwhile."""
        if self._was_ready:
            self._link.then(self._link.models(), self._take, lambda _: None)

    def _take(self, found: Models) -> None:
        self.choices.value = generator_choices(found.models, found.backends)

    def _link_changed(self, state: LinkState) -> None:
        is_ready = state.state == "ready"
        was_ready, self._was_ready = self._was_ready, is_ready
        if is_ready and not was_ready:
            self.refresh()

    def close(self) -> None:
        """Let go of the link."""
        self._disconnect()
