"""Request and result types of decoding: from the EEG of a picture to what it may have been."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from shared.jobs import Lane
from shared.neuro.generators import GeneratorName
from shared.tasks.spec import FileRef, TaskRequest, TaskResult, TaskSpec

MAX_REPEATS, MAX_GALLERY, MAX_CHANNELS = 64, 2000, 256
Gallery = Annotated[tuple[Annotated[int, Meta(ge=0)], ...], Meta(max_length=MAX_GALLERY)]


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """A picture that may have been seen; `probability` among those of the gallery."""

    picture: int
    concept: str
    probability: float


class _TrialsRequest(TaskRequest, frozen=True, kw_only=True):
    """Trials of one picture: live they come as blob 0, float32 [n, C, T]; else from a recording."""

    labels: Annotated[
        tuple[str, ...], Meta(max_length=MAX_CHANNELS, description="channels of the trials")
    ] = ()
    bad: Annotated[tuple[str, ...], Meta(description="channels that are not to be used")] = ()
    recording: Annotated[
        FileRef | None,
        Meta(
            description="recording with markers (XDF, FIF, EDF, BDF, EEGLAB, BrainVision, CSV), or "
            "EEGCVPR40 .pth, or THINGS-EEG2 .npy"
        ),
    ] = None
    picture: Annotated[int | None, Meta(description="only this picture of the recording")] = None
    epochs: Annotated[
        int, Meta(ge=0, description="answer so many epochs of the recording; 0 for all")
    ] = 0
    calibration: Annotated[
        FileRef | None, Meta(description="what a calibration of the person has given")
    ] = None
    gallery: Annotated[
        Gallery, Meta(description="numbers of the pictures to choose from; default: those shown")
    ] = ()
    model: Annotated[str, Meta(max_length=1024, description="model; default: the shipped one")] = ""
    seed: Annotated[int, Meta(ge=0, le=2**32 - 1, description="random seed")] = 0


class NeuroDecodeRequest(_TrialsRequest, frozen=True, kw_only=True):
    """Say which pictures of a gallery were seen."""

    top: Annotated[int, Meta(ge=1, le=50, description="candidates to name")] = 5


class DecodedEpoch(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to an epoch, or to all epochs of a picture.

    `picture` is the scene that was shown, where a marker says so, and `shown` what it says where it
    names no scene; neither took part. `sure` is false where an honest answer is "not sure".
    """

    picture: int | None = None
    shown: str = ""
    candidates: tuple[Candidate, ...] = ()
    n_trials: int = 0
    confidence: float = 0.0
    sure: bool = False


class NeuroDecodeResult(TaskResult, frozen=True, kw_only=True):
    """The most probable pictures; `sure` is false where an honest answer is "not sure".

    Of a recording every epoch has its answer in `epochs`; the other fields are those of the only
    one, if there is one. `notes` say what else has to be known. Live, the array that comes with it
    is the embedding, float32 [D]. `took_ms` is the time from the arrival of the trials in the
    engine to this answer.
    """

    candidates: tuple[Candidate, ...] = ()
    n_trials: int = 0
    confidence: float = 0.0
    sure: bool = False
    epochs: tuple[DecodedEpoch, ...] = ()
    notes: tuple[str, ...] = ()
    simulated: bool = False
    took_ms: float = 0.0


class NeuroReconstructRequest(_TrialsRequest, frozen=True, kw_only=True):
    """Make the picture that was seen: saliency map, text and image-to-image diffusion."""

    use: Annotated[
        Literal["both", "saliency", "text"],
        Meta(description="what the picture is made from: the paper's ablation"),
    ] = "both"
    generator: Annotated[GeneratorName, Meta(description="what makes the picture")] = "small"
    generator_model: Annotated[
        str,
        Meta(
            description="a registered generator's id; on the command line also its folder; "
            "default: the only one of its kind",
            max_length=1024,
        ),
    ] = ""
    guide: Annotated[
        Literal["retrieval", "linear"],
        Meta(
            description="of a generator of real size: what the most probable candidates are in "
            "CLIP, or a regression from the decoder's space to CLIP's"
        ),
    ] = "retrieval"
    blend: Annotated[
        int, Meta(ge=1, le=50, description="candidates that guide by retrieval, by probability")
    ] = 5
    steps: Annotated[
        Annotated[int, Meta(ge=1, le=200)] | None,
        Meta(description="diffusion steps; default: the generator's", extra={"unit": "steps"}),
    ] = None
    strength: Annotated[
        float | None,
        Meta(description="of the diffusion, 0 to 1; default: chosen on validation"),
    ] = None
    count: Annotated[
        Annotated[int, Meta(ge=1, le=16)] | None,
        Meta(
            description="pictures to paint; the one nearest the EEG is kept; default: 4, and 1 of "
            "real size"
        ),
    ] = None
    together: Annotated[
        bool,
        Meta(description="one picture from all epochs of the same picture, not one for each epoch"),
    ] = False


class ReconstructedPicture(DecodedEpoch, frozen=True, kw_only=True):
    """What was made of an epoch, or of all epochs of a picture, in `file`."""

    file: str = ""


class NeuroReconstructResult(TaskResult, frozen=True, kw_only=True):
    """What was made. Live, retrieval and the steps of the picture come before it as pieces."""

    pictures: tuple[ReconstructedPicture, ...] = ()
    notes: tuple[str, ...] = ()
    simulated: bool = False
    took_ms: float = 0.0


class NeuroTrainRequest(TaskRequest, frozen=True, kw_only=True):
    """Calibrate the decoder to a person from a recording of known pictures."""

    recording: Annotated[FileRef, Meta(description="recording with markers picture/N")]
    bad: Annotated[tuple[str, ...], Meta(description="channels that are not to be used")] = ()
    model: Annotated[str, Meta(max_length=1024, description="model; default: the shipped one")] = ""
    seed: Annotated[int, Meta(ge=0, le=2**32 - 1, description="random seed")] = 0


class NeuroTrainResult(TaskResult, frozen=True, kw_only=True):
    """What calibration came to, measured on pictures of the recording that it left out."""

    n_trials: int = 0
    n_dropped: int = 0
    minutes: float = 0.0
    top5_of: tuple[float, int] = (0.0, 0)
    simulated: bool = False


NEURO_DECODE = TaskSpec(
    name="neuro.decode",
    version=1,
    summary="Say which pictures of a gallery were seen, from the EEG.",
    request=NeuroDecodeRequest,
    result=NeuroDecodeResult,
    implementation="worker.neuro.tasks.decode:decode",
    lane=Lane.INTERACTIVE,
)
NEURO_RECONSTRUCT = TaskSpec(
    name="neuro.reconstruct",
    version=1,
    summary="Make the picture that was seen, from the EEG.",
    request=NeuroReconstructRequest,
    result=NeuroReconstructResult,
    implementation="worker.neuro.tasks.reconstruct:reconstruct",
    lane=Lane.INTERACTIVE,
)
NEURO_TRAIN = TaskSpec(
    name="neuro.train",
    version=1,
    summary="Calibrate the decoder to a person.",
    request=NeuroTrainRequest,
    result=NeuroTrainResult,
    implementation="worker.neuro.tasks.calibrate:calibrate_person",
)
