"""The registry finds, refuses and remembers models."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from shared.errors import AppError
from shared.models import is_model_id
from shared.tasks.motion import Drags, MotionRenderRequest
from shared.tasks.registry import load_registry
from tests.unit.models.conftest import MakePipeline, write_safetensors
from worker.engine.attempt import AttemptContext
from worker.engine.devices import DeviceProbe
from worker.models.availability import backend_states
from worker.models.card import LIST_FILE, UserModel
from worker.models.files import ModelFiles
from worker.models.fingerprint import fingerprint
from worker.models.registry import ModelRegistry
from worker.models.size import disk_bytes, parameters

SVD = "StableVideoDiffusionPipeline"


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    """A folder of shipped models with one in it."""
    folder = tmp_path / "shipped" / "nano-1"
    folder.mkdir(parents=True)
    (folder / "weights.safetensors").write_bytes(b"weights")
    card = {
        "id": "nano-1",
        "kind": "motion-nano",
        "licence": "Apache-2.0",
        "files": {"weights.safetensors": hashlib.sha256(b"weights").hexdigest()},
    }
    (folder / "model.json").write_text(json.dumps(card))
    return folder.parent


@pytest.fixture
def registry(home: Path, shipped: Path) -> ModelRegistry:
    return ModelRegistry(home, shipped)


def code_of(call: object, *arguments: object) -> tuple[str, str]:
    with pytest.raises(AppError) as caught:
        call(*arguments)  # type: ignore[operator]
    return caught.value.code, str(caught.value)


def test_shipped_model_is_the_default_of_its_kind(registry: ModelRegistry, shipped: Path) -> None:
    files = registry.find("motion-nano")
    assert (files.id, files.path, files.base) == ("nano-1", shipped / "nano-1", None)
    assert registry.find("motion-nano", "nano-1") == files
    (info,) = registry.infos()
    assert (info.id, info.licence, info.ready) == ("nano-1", "Apache-2.0", True)
    assert info.size_bytes == disk_bytes(shipped / "nano-1")


def test_added_model_is_remembered_and_forgotten(
    registry: ModelRegistry, home: Path, shipped: Path, make_pipeline: MakePipeline
) -> None:
    folder = make_pipeline("svd", SVD)
    registry.add(UserModel(id="svd", kind="image-to-video", path=str(folder)))
    again = ModelRegistry(home, shipped)
    assert again.find("image-to-video").path == folder
    assert (home / LIST_FILE).stat().st_mode & 0o777 == 0o600
    again.remove("svd")
    assert code_of(registry.find, "image-to-video")[0] == "no_model"
    assert folder.is_dir(), "its files stay"
    assert code_of(registry.remove, "svd")[0] == "not_found"
    assert "comes with Vitrine" in code_of(registry.remove, "nano-1")[1]


def test_ones_own_model_beside_the_shipped_one_changes_no_silent_request(
    registry: ModelRegistry, shipped: Path, tmp_path: Path
) -> None:
    own = shutil.copytree(shipped / "nano-1", tmp_path / "own")
    registry.add(UserModel(id="own", kind="motion-nano", path=str(own)))
    assert registry.find("motion-nano").id == "nano-1"
    assert registry.find("motion-nano", "own").path == own


def test_two_of_a_kind_must_be_told_apart(
    registry: ModelRegistry, make_pipeline: MakePipeline
) -> None:
    for name in ("one", "two"):
        path = str(make_pipeline(name, SVD))
        registry.add(UserModel(id=name, kind="image-to-video", path=path))
    code, text = code_of(registry.find, "image-to-video")
    assert code == "several_models"
    assert "one, two" in text
    assert registry.find("image-to-video", "two").id == "two"
    assert code_of(registry.find, "image-to-video", "three")[0] == "missing_model"
    assert "kind ati" in code_of(registry.find, "ati", "one")[1]


def test_wrong_folders_are_refused_in_words(
    registry: ModelRegistry, tmp_path: Path, make_pipeline: MakePipeline
) -> None:
    def refused(kind: str, path: Path, base: Path | None = None, name: str = "m") -> str:
        model = UserModel(id=name, kind=kind, path=str(path), base=str(base) if base else "")
        return code_of(registry.add, model)[1]

    svd = make_pipeline("svd", SVD)
    checkpoint = tmp_path / "drag.pth"
    checkpoint.write_bytes(b"x")
    assert "not a folder" in refused("image-to-video", tmp_path / "none")
    assert "model_index.json" in refused("image-to-video", tmp_path)
    assert f"says {SVD}, and this kind needs WanImageToVideo" in refused("wan-move", svd)
    assert "needs the folder of its base" in refused("dragnuwa-svd", checkpoint)
    assert "base is not right" in refused("dragnuwa-svd", checkpoint, tmp_path)
    assert "has no base" in refused("image-to-video", svd, svd)
    assert "holds 0 checkpoint files" in refused("dragnuwa-svd", svd, svd)
    assert "one of motion-nano" in refused("poems", svd)
    assert "letters, digits" in refused("image-to-video", svd, name="../x")
    assert "taken" in refused("image-to-video", svd, name="nano-1")
    (svd / "unet" / "model.safetensors").unlink()
    assert "unet holds no .safetensors file" in refused("image-to-video", svd)
    index = {"weight_map": {"a": "part-1.safetensors"}}
    (svd / "unet" / "x.safetensors.index.json").write_text(json.dumps(index))
    assert "unet/part-1.safetensors is missing" in refused("image-to-video", svd)


def test_checkpoint_and_base_are_one_model(
    registry: ModelRegistry, tmp_path: Path, make_pipeline: MakePipeline
) -> None:
    base = make_pipeline("svd", SVD)
    checkpoint = tmp_path / "drag.pth"
    checkpoint.write_bytes(b"x")
    model = UserModel(id="drag", kind="dragnuwa-svd", path=str(checkpoint), base=str(base))
    registry.add(model)
    files = registry.find("dragnuwa-svd")
    assert (files.path, files.base) == (checkpoint, base)
    checkpoint.unlink()
    assert "does not exist" in code_of(registry.find, "dragnuwa-svd")[1]
    (info,) = [info for info in registry.infos() if info.id == "drag"]
    assert (info.ready, info.reason) == (False, "bad_model")


def test_check_tells_a_changed_file_of_a_shipped_model(
    registry: ModelRegistry, shipped: Path
) -> None:
    assert registry.check("nano-1").id == "nano-1"
    (shipped / "nano-1" / "weights.safetensors").write_bytes(b"weightz")
    code, text = code_of(registry.check, "nano-1")
    assert code == "bad_model"
    assert "weights.safetensors is not the file that was shipped" in text


def test_path_is_for_the_local_command_line_only(
    registry: ModelRegistry, make_pipeline: MakePipeline
) -> None:
    folder = make_pipeline("svd", SVD)
    assert registry.find_or_open("image-to-video", str(folder)).path == folder
    assert code_of(registry.find, "image-to-video", str(folder))[0] == "missing_model"
    assert "builds on another" in code_of(registry.find_or_open, "dragnuwa-svd", str(folder))[1]
    assert registry.find_or_open("motion-nano").id == "nano-1"


def test_damaged_list_is_told_and_kept(registry: ModelRegistry, home: Path) -> None:
    (home / LIST_FILE).write_text("{")
    assert code_of(registry.all)[0] == "bad_json"
    assert (home / LIST_FILE).read_text() == "{"


@pytest.mark.parametrize("text", ["", "/etc", "a/b", "..", ".x", "a b", "x" * 65, "a\n"])
def test_no_path_is_a_model_id(text: str) -> None:
    assert not is_model_id(text)


def test_parameters_count_each_part_once(make_pipeline: MakePipeline) -> None:
    folder = make_pipeline("svd", SVD)
    assert parameters(folder) == 200
    write_safetensors(folder / "unet" / "model.fp16.safetensors", {"w": [10, 10]})
    assert parameters(folder) == 200, "the same weights in half precision"
    write_safetensors(folder / "unet" / "model-2.safetensors", {"v": [5], "u": [3, 2]})
    assert parameters(folder) == 211, "another shard"
    (folder / "unet" / "broken.safetensors").write_bytes(b"\xff" * 20)
    assert parameters(folder) == 211


def test_backends_say_why_they_cannot_run(
    registry: ModelRegistry, make_pipeline: MakePipeline
) -> None:
    def states(**options: object) -> dict[str, str]:
        found = backend_states(registry, **options)  # type: ignore[arg-type]
        assert all(state.ready == (state.reason == "") for state in found)
        for state in found:
            AppError.from_params(state.reason or "cancelled", state.params)
        return {state.name: state.reason for state in found}

    registry.add(UserModel(id="svd", kind="image-to-video", path=str(make_pipeline("svd", SVD))))
    free = states(memory_bytes=10**9)
    assert (free["warp"], free["nano"], free["ttm"], free["ati"]) == ("", "", "", "no_model")
    # 200 parameters of 4 bytes with a fifth on top are 960 bytes, and half of that off the CPU.
    assert states(memory_bytes=959)["ttm"] == "too_little_memory"
    assert states(memory_bytes=960)["ttm"] == ""
    assert states(memory_bytes=480, device="cuda:0")["ttm"] == ""
    missing = states(has_package=lambda name: name != "diffusers")
    assert (missing["ttm"], missing["nano"]) == ("missing_package", "")


def test_registry_needs_no_torch() -> None:
    code = "import sys, worker.models.availability, worker.commands.models; " + (
        "sys.exit('torch' in sys.modules or 'diffusers' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_commands_of_models(home: Path, make_pipeline: MakePipeline) -> None:
    def worker(*arguments: object) -> subprocess.CompletedProcess[str]:
        words = [sys.executable, "-m", "worker", "models", *map(str, arguments)]
        return subprocess.run(words, capture_output=True, text=True, check=False)

    folder = make_pipeline("svd", SVD)
    added = worker("add", "svd", "--kind", "image-to-video", "--path", folder, "--home", home)
    assert (added.returncode, added.stderr) == (0, "")
    lines = [json.loads(line) for line in worker("--json", "--home", home).stdout.splitlines()]
    assert [line["id"] for line in lines if line["kind"] == "image-to-video"] == ["svd"]
    assert worker("check", "svd", "--home", home).returncode == 0
    assert "backend ati cannot run" in worker("--home", home).stdout
    assert worker("remove", "svd", "--home", home).returncode == 0
    gone = worker("check", "svd", "--home", home)
    assert gone.returncode == 2
    assert "svd is not known" in gone.stderr


def test_fingerprint_tells_weights_apart_and_ignores_where_they_lie(
    make_pipeline: MakePipeline, tmp_path: Path
) -> None:
    one, two = make_pipeline("one", SVD), make_pipeline("two", SVD)
    checkpoint = tmp_path / "drag.pth"
    checkpoint.write_bytes(b"a" * 3_000_000)

    def mark(base: Path, kind: str = "dragnuwa-svd") -> str:
        return fingerprint(ModelFiles("any", kind, checkpoint, base))

    before = mark(one)
    assert before == mark(two)
    write_safetensors(two / "unet" / "model.safetensors", {"w": [10, 11]})
    assert mark(two) != before
    checkpoint.write_bytes(b"a" * 2_999_999 + b"b")
    assert mark(one) != before


def test_provenance_names_the_models_that_were_used(registry: ModelRegistry) -> None:
    spec = next(iter(load_registry()))
    request = MotionRenderRequest(image="sha256:" + "0" * 64, drags=Drags(width=4, height=4))
    context = AttemptContext(
        spec,
        request,
        out=Path(),
        home=Path(),
        resolve=Path,
        find_model=registry.find,
        device=DeviceProbe(),
    )
    assert context.provenance()["models"] == {}
    files = context.model("motion-nano")
    assert context.provenance()["models"] == {"nano-1": fingerprint(files)}
