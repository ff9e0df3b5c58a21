"""What is written down about a model: `model.json` of a shipped one, the list of a user's own."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from shared.errors import AppError
from shared.ids import sha256_file
from shared.models import MODEL_ID
from shared.paths import write_atomic

CARD_FILE = "model.json"
LIST_FILE = "models.json"

ModelId = Annotated[str, Meta(pattern=MODEL_ID)]
Sha256 = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]


class ModelCard(msgspec.Struct, frozen=True, kw_only=True):
    """A model that comes with the program: `resources/models/<id>/model.json`.

    Attributes
    ----------
    files : dict of str to str
        sha256 of each file by its name in the folder.
    source : str
        Where the weights come from: how they were trained, or who released them.
    """

    id: ModelId
    kind: str
    files: dict[str, Sha256]
    title: str = ""
    licence: str = ""
    source: str = ""
    card: str = ""


class UserModel(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A model that a person registered; its files stay where they are."""

    id: ModelId
    kind: str
    path: str
    base: str = ""
    title: str = ""
    licence: str = ""


class UserModels(msgspec.Struct, frozen=True, kw_only=True):
    """`models.json` in the worker's home."""

    models: tuple[UserModel, ...] = ()


def write_card(folder: Path, model_id: str, files: Iterable[str], **about: str) -> None:
    """Write the card of a trained model, of a kind of its own name, with the hashes of its files.

    `about` holds title, licence and source.
    """
    hashes = {name: sha256_file(folder / name) for name in files}
    card = ModelCard(id=model_id, kind=model_id, files=hashes, **about)
    body = msgspec.json.format(msgspec.json.encode(card), indent=2)
    write_atomic(folder / CARD_FILE, body + b"\n")


def read_card(folder: Path) -> ModelCard:
    """The card of a shipped model.

    Raises
    ------
    AppError
        `bad_model` if it is missing or not readable.
    """
    try:
        return msgspec.json.decode((folder / CARD_FILE).read_bytes(), type=ModelCard)
    except (OSError, msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise AppError(
            "bad_model",
            model=folder.name,
            reason=f"{CARD_FILE} cannot be read ({error})",
            fix="Install Vitrine again: python3 installer repair",
        ) from None


def read_list(home: Path) -> UserModels:
    """The models that a person registered in `home`; none where there is no list.

    Raises
    ------
    AppError
        `bad_json` if the list is damaged.
    """
    path = home / LIST_FILE
    try:
        return msgspec.json.decode(path.read_bytes(), type=UserModels)
    except FileNotFoundError:
        return UserModels()
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise AppError("bad_json", file=str(path), reason=str(error)) from None


def write_list(home: Path, models: UserModels) -> None:
    """Replace the list whole."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    body = msgspec.json.format(msgspec.json.encode(models), indent=2)
    write_atomic(home / LIST_FILE, body + b"\n", mode=0o600)
