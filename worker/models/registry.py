"""The models that there are: those that come with the program and those that a person added."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import msgspec

from shared.errors import AppError
from shared.ids import sha256_file
from shared.models import ModelInfo, is_model_id
from worker.models.card import UserModel, UserModels, read_card, read_list, write_list
from worker.models.files import ModelFiles
from worker.models.kinds import KINDS
from worker.models.layout import checkpoints
from worker.models.size import disk_bytes

SHIPPED = Path(__file__).resolve().parents[2] / "resources" / "models"


@dataclass(frozen=True)
class Model:
    """An entry of the registry; `hashes` (sha256 by file name) are known of shipped ones only."""

    files: ModelFiles
    title: str
    licence: str
    hashes: dict[str, str] | None = None

    @property
    def is_shipped(self) -> bool:
        """Whether it came with the program."""
        return self.hashes is not None


class ModelRegistry:
    """Reads the shipped cards and the list in `home` at each question, so that it never is stale.

    Parameters
    ----------
    home : Path
        The worker's home, whose `models.json` lists what a person added.
    shipped : Path
        Folder of the models that come with the program, each in a folder of its id.
    """

    def __init__(self, home: Path, shipped: Path = SHIPPED) -> None:
        self._home, self._shipped = home, shipped

    def all(self) -> list[Model]:
        """Every model, the shipped ones first."""
        return [*self._all_shipped(), *map(_of_user, read_list(self._home).models)]

    def infos(self) -> list[ModelInfo]:
        """What clients are told."""
        return [_info(model) for model in self.all()]

    def find(self, kind: str, ref: str = "") -> ModelFiles:
        """The files of the model `ref`; without it, the shipped or the only one of its kind.

        Raises
        ------
        AppError
            `missing_model`, `no_model`, `several_models`, or `bad_model` for files that are gone
            or not of the kind.
        """
        model = self._named(kind, ref) if ref else self._only(kind)
        check_layout(model.files)
        return model.files

    def find_or_open(self, kind: str, ref: str = "") -> ModelFiles:
        """As `find`; a `ref` that is no id may be a path, for the local command line only."""
        is_known = any(model.files.id == ref for model in self.all())
        if not ref or is_known or not Path(ref).exists():
            return self.find(kind, ref)
        files = ModelFiles(id=ref, kind=kind, path=Path(ref))
        if KINDS[kind].check_base is not None:
            fix = f"Register it with its base: vitrine-worker models add NAME --kind {kind}"
            reason = "it builds on another model"
            raise AppError("bad_model", model=ref, reason=reason, fix=f"{fix} --path … --base …")
        check_layout(files)
        return files

    def add(self, model: UserModel) -> ModelFiles:
        """Register files that lie somewhere, after a look at their layout.

        Raises
        ------
        AppError
            `bad_field` for an id that is taken or malformed, `bad_model` for files that are not
            what the kind needs.
        """
        _check_fields(model)
        if any(known.files.id == model.id for known in self.all()):
            limit = "this id is taken; choose another or remove the model first"
            raise AppError("bad_field", field="id", value=model.id, limit=limit)
        entry = _of_user(model)
        check_layout(entry.files)
        write_list(self._home, UserModels(models=(*read_list(self._home).models, model)))
        return entry.files

    def remove(self, model_id: str) -> None:
        """Forget a registered model; its files stay.

        Raises
        ------
        AppError
            `not_found`, or `bad_field` for a shipped model.
        """
        models = read_list(self._home).models
        left = tuple(model for model in models if model.id != model_id)
        if len(left) == len(models):
            if any(model.files.id == model_id for model in self._all_shipped()):
                limit = "it comes with Vitrine and cannot be removed"
                raise AppError("bad_field", field="id", value=model_id, limit=limit)
            raise AppError("not_found", what="The model", value=model_id)
        write_list(self._home, UserModels(models=left))

    def check(self, model_id: str) -> ModelFiles:
        """Look at a model closely: the hashes of a shipped one, the layout of one's own.

        Raises
        ------
        AppError
            `not_found` or `bad_model`, naming the first file that is wrong.
        """
        for model in self.all():
            if model.files.id == model_id:
                check_layout(model.files)
                _check_hashes(model)
                return model.files
        raise AppError("not_found", what="The model", value=model_id)

    def _all_shipped(self) -> list[Model]:
        if not self._shipped.is_dir():
            return []
        folders = sorted(path for path in self._shipped.iterdir() if path.is_dir())
        return [_of_card(folder) for folder in folders]

    def _named(self, kind: str, ref: str) -> Model:
        for model in self.all():
            if model.files.id == ref:
                if model.files.kind != kind:
                    limit = f"this needs a model of the kind {kind}, and it is {model.files.kind}"
                    raise AppError("bad_field", field="model", value=ref, limit=limit)
                return model
        fix = f"Add it: vitrine-worker models add NAME --kind {kind} --path FOLDER"
        raise AppError("missing_model", model=ref, fix=fix)

    def _only(self, kind: str) -> Model:
        models = [model for model in self.all() if model.files.kind == kind]
        # A model of one's own beside the shipped one does not change what a silent request means.
        models = [model for model in models if model.hashes is not None] or models
        if not models:
            raise AppError("no_model", kind=kind)
        if len(models) > 1:
            names = ", ".join(model.files.id for model in models)
            raise AppError("several_models", kind=kind, models=names)
        return models[0]


def check_layout(files: ModelFiles) -> None:
    """Raise `bad_model`, in words, unless the files are there and laid out as their kind needs."""
    kind = KINDS.get(files.kind)
    if kind is None:
        reason = f"this version does not know the kind {files.kind}"
        raise AppError("bad_model", model=files.id, reason=reason, fix="Update Vitrine.")
    wrong = kind.check(files.path)
    if not wrong and kind.check_base is not None:
        wrong = "it needs the folder of its base" if files.base is None else ""
        if files.base is not None:
            wrong = kind.check_base(files.base)
            wrong = f"its base is not right: {wrong}" if wrong else ""
    if wrong:
        fix = f"It should be: {kind.title}."
        raise AppError("bad_model", model=files.id, reason=wrong, fix=fix)


def checkpoint_file(files: ModelFiles) -> Path:
    """The checkpoint of a model whose path is a file, or a folder with one file in it."""
    return files.path if files.path.is_file() else checkpoints(files.path)[0]


def _check_fields(model: UserModel) -> None:
    if not is_model_id(model.id):
        limit = "up to 64 letters, digits, points, dashes and underscores, a letter or digit first"
        raise AppError("bad_field", field="id", value=model.id, limit=limit)
    kind = KINDS.get(model.kind)
    if kind is None:
        limit = f"one of {', '.join(KINDS)}"
        raise AppError("bad_field", field="kind", value=model.kind, limit=limit)
    if model.base and kind.check_base is None:
        limit = f"the kind {kind.name} has no base; leave it out"
        raise AppError("bad_field", field="base", value=model.base, limit=limit)


def _check_hashes(model: Model) -> None:
    for name, sha256 in sorted((model.hashes or {}).items()):
        path = model.files.path / name
        wrong = "" if path.is_file() else "is missing"
        if not wrong and sha256_file(path) != sha256:
            wrong = "is not the file that was shipped"
        if wrong:
            fix = "Install Vitrine again: python3 installer repair"
            raise AppError("bad_model", model=model.files.id, reason=f"{name} {wrong}", fix=fix)


def _of_card(folder: Path) -> Model:
    card = read_card(folder)
    files = ModelFiles(id=card.id, kind=card.kind, path=folder)
    return Model(files, card.title or card.id, card.licence, dict(card.files))


def _of_user(model: UserModel) -> Model:
    base = Path(model.base) if model.base else None
    files = ModelFiles(id=model.id, kind=model.kind, path=Path(model.path), base=base)
    return Model(files, model.title or model.id, model.licence)


def _sha256(hashes: dict[str, str]) -> str:
    lines = "".join(f"{sha256}  {name}\n" for name, sha256 in sorted(hashes.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


def _info(model: Model) -> ModelInfo:
    files = model.files
    size = disk_bytes(files.path) + (disk_bytes(files.base) if files.base else 0)
    info = ModelInfo(
        id=files.id,
        kind=files.kind,
        title=model.title,
        licence=model.licence,
        size_bytes=size,
        sha256=_sha256(model.hashes) if model.hashes else "",
    )
    try:
        check_layout(files)
    except AppError as error:
        return msgspec.structs.replace(
            info, ready=False, reason=error.code, params=dict(error.params)
        )
    return info
