"""How much the recipe draws, simulates and judges with."""

from __future__ import annotations

from dataclasses import dataclass, field

from worker.neuro.decoding.encoder import EncoderSettings
from worker.neuro.imaging.autoencoder import AutoencoderSettings
from worker.neuro.imaging.latent_unet import UNetSettings
from worker.neuro.training import eeg_split, scene_data
from worker.neuro.training.people import Person


def _drawn() -> tuple[int, ...]:
    return tuple(scene_data.trained_numbers())


def _compared() -> tuple[int, ...]:
    return tuple(scene_data.trained_numbers(scene_data.VALIDATED))


@dataclass(frozen=True)
class RecipeSize:
    """Pictures, people and networks of the recipe; the defaults are the published recipe.

    Attributes
    ----------
    drawn, compared : tuple of int
        Numbers of the pictures that space, autoencoder and diffusion learn from (of all concepts),
        and of those that judge them.
    shown, calibrating, judging : tuple of int
        Numbers of the pictures that people see: those who are trained on (among `drawn`), new ones
        in the session that calibrates, and those who judge.
    parts : int
        Each person who is trained on sees one of so many parts of `shown`, see `shown_to`.
    people, lookers, judges : tuple of Person
        Those whom the encoder learns from, those whose decoded EEG the pixel level learns from, and
        those who judge.
    repeats : int
        How often a judge sees each picture.
    painted : int
        Pictures that choose the strength of the diffusion.
    encoder : EncoderSettings
        Its kind is the run's.
    """

    drawn: tuple[int, ...] = field(default_factory=_drawn)
    compared: tuple[int, ...] = field(default_factory=_compared)
    shown: tuple[int, ...] = field(default_factory=eeg_split.trained_pictures)
    calibrating: tuple[int, ...] = field(default_factory=eeg_split.calibration_pictures)
    judging: tuple[int, ...] = field(default_factory=eeg_split.validated_pictures)
    parts: int = 2
    people: tuple[Person, ...] = eeg_split.PEOPLE
    lookers: tuple[Person, ...] = eeg_split.LOOKERS
    judges: tuple[Person, ...] = eeg_split.JUDGES
    repeats: int = 20
    painted: int = 48
    autoencoder: AutoencoderSettings = field(default_factory=AutoencoderSettings)
    diffusion: UNetSettings = field(default_factory=UNetSettings)
    encoder: EncoderSettings = field(default_factory=EncoderSettings)

    def shown_to(self, person: Person) -> tuple[int, ...]:
        """The person's own part of what is shown: it begins elsewhere for the next person.

        More pictures in as many trials: the encoder is to know concepts, not pictures.
        """
        length = len(self.shown) // self.parts
        begin = person.number * length // 2
        return tuple(self.shown[(begin + place) % len(self.shown)] for place in range(length))
