"""The command line: made from the task types, with messages that name field, value and limit."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from shared.tasks.fields import fields_of
from shared.tasks.registry import load_registry
from worker.cli import build_parser, main

DRAGS = {
    "width": 64,
    "height": 48,
    "frames": 8,
    "layers": [{"points": [[20, 20], [30, 24]]}],
}


@pytest.fixture
def drags(tmp_path: Path) -> Path:
    path = tmp_path / "drags.json"
    path.write_text(json.dumps(DRAGS))
    return path


def size_of(path: Path) -> tuple[int, int]:
    with Image.open(path) as image:
        return image.size


def run(picture: Path, drags: Path, *options: str) -> list[str]:
    return ["run", "motion.render", "--image", str(picture), "--drags", str(drags), *options]


def test_render_writes_what_it_says(
    sample_picture: Path, drags: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    options = [
        "--backend",
        "warp",
        "--width",
        "96",
        "--height",
        "64",
        "--num-frames",
        "9",
        "--seed",
        "0",
        "--save-frames",
    ]
    assert main(run(sample_picture, drags, *options, "--out", str(out))) == 0
    printed = capsys.readouterr().out.split()
    assert str(out / "video.mp4") in printed
    assert all(Path(line).is_file() for line in printed)
    assert np.load(out / "tracks.npy").shape == (9, 1, 2)
    assert len(list((out / "frames").glob("*.png"))) == 9
    assert size_of(out / "frames" / "0000.png") == (96, 64)
    result = json.loads((out / "result.json").read_text())
    assert result["status"] == "succeeded"
    assert len(result["epe_per_drag_px"]) == 1
    assert result["timings"]["total_s"] > 0
    assert not list(out.glob(".*")), "nothing half written stays"


def test_size_defaults_to_the_pictures_rounded_to_even(drags: Path, tmp_path: Path) -> None:
    picture = tmp_path / "odd.png"
    Image.new("RGB", (65, 49), (9, 99, 199)).save(picture)
    odd = {**DRAGS, "width": 65, "height": 49}
    drags.write_text(json.dumps(odd))
    out = tmp_path / "out"
    assert main(run(picture, drags, "--out", str(out), "--save-frames")) == 0
    width, height = size_of(out / "frames" / "0000.png")
    assert (width % 2, height % 2) == (0, 0)
    assert abs(width - 65) <= 1
    assert abs(height - 49) <= 1


def test_json_gives_one_object_for_each_event(
    sample_picture: Path, drags: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(run(sample_picture, drags, "--out", str(tmp_path / "out"), "--json")) == 0
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {"progress", "file", "done"} <= {event["event"] for event in events}


def test_spec_file_is_the_same_request(sample_picture: Path, drags: Path, tmp_path: Path) -> None:
    spec = tmp_path / "spec.json"
    values = {"image": sample_picture.name, "drags": DRAGS, "num_frames": 8, "seed": 3}
    spec.write_text(json.dumps(values))
    out = tmp_path / "out"
    assert main(["run", "motion.render", "--spec", str(spec), "--out", str(out)]) == 0
    assert json.loads((out / "result.json").read_text())["seed"] == 3


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--num-frames", "-3"], ["num_frames", "-3", "8"]),
        (["--num-frames", "500"], ["num_frames", "500", "120"]),
        (["--num-frames", "many"], ["num_frames", "many"]),
        (["--fps", "90"], ["fps", "90", "60"]),
        (["--width", "4000"], ["width", "4000", "1920"]),
        (["--width", "97"], ["width", "97", "even"]),
        (["--backend", "magic"], ["backend", "magic"]),
        (["--seed", "-1"], ["seed", "-1"]),
        (["--image", "no-such-file.png"], ["no-such-file.png", "does not exist"]),
        (["--drags", "no-such-file.json"], ["no-such-file.json", "does not exist"]),
    ],
)
def test_bad_options_name_field_value_and_limit(
    sample_picture: Path,
    drags: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    options: list[str],
    words: list[str],
) -> None:
    out = tmp_path / "out"
    assert main(run(sample_picture, drags, *options, "--out", str(out))) == 2
    message = capsys.readouterr().err
    for word in words:
        assert word in message
    assert not out.exists(), "nothing half written"


BAD_DRAGS: list[tuple[Any, list[str]]] = [
    (
        '{"width": 64, "height": 48, "layers": [{"points": [[NaN, 1]]}]}',
        ["points[0][0]", "nan", "finite"],
    ),
    ({**DRAGS, "layers": [{"points": [["a", 1]]}]}, ["points"]),
    ({**DRAGS, "surprise": 1}, ["surprise"]),
    ({**DRAGS, "frames": -4}, ["frames", "-4"]),
    ({**DRAGS, "layers": [{"points": []}]}, ["points"]),
    ({**DRAGS, "layers": [{"points": [[1, 1]], "times": [0, 1]}]}, ["times"]),
    ("{", ["JSON"]),
    ("[]", ["drags"]),
]


@pytest.mark.parametrize(("document", "words"), BAD_DRAGS)
def test_bad_drags_are_refused(
    sample_picture: Path,
    drags: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    document: Any,
    words: list[str],
) -> None:
    drags.write_text(document if isinstance(document, str) else json.dumps(document))
    out = tmp_path / "out"
    assert main(run(sample_picture, drags, "--out", str(out))) == 2
    message = capsys.readouterr().err
    for word in words:
        assert word in message
    assert not out.exists()


@pytest.mark.parametrize(
    "layer",
    [
        {"points": [[-50, 20], [200, 300]]},
        {"points": [[20, 20]]},
        {"points": [[20, 20], [20, 20], [20, 20]]},
        {"role": "pin", "points": [[1, 1], [1, 1]]},
        {"role": "camera", "points": [[20, 20], [90, 20]]},
    ],
)
def test_odd_drags_are_rendered(
    sample_picture: Path, drags: Path, tmp_path: Path, layer: dict[str, Any]
) -> None:
    drags.write_text(json.dumps({**DRAGS, "layers": [layer]}))
    assert main(run(sample_picture, drags, "--out", str(tmp_path / "out"))) == 0


def picture_bytes(image: Image.Image, kind: str, path: Path, **options: Any) -> Path:
    image.save(path, format=kind, **options)
    return path


def test_bad_pictures_are_refused_with_words(
    drags: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = picture_bytes(
        Image.effect_noise((64, 48), 40).convert("RGB"), "PNG", tmp_path / "w.png"
    )
    cases = {
        "text.png": b"no picture at all",
        "truncated.png": whole.read_bytes()[:600],
        "empty.png": b"",
    }
    for name, data in cases.items():
        (tmp_path / name).write_bytes(data)
    picture_bytes(Image.new("RGB", (1, 1)), "PNG", tmp_path / "1x1.png")
    picture_bytes(Image.new("1", (12_000, 9_000)), "PNG", tmp_path / "12000x9000.png")
    limits = {"1x1.png": ["16"], "12000x9000.png": ["12000", "9000"]}
    for name in [*cases, *limits]:
        out = tmp_path / f"out-{name}"
        assert main(run(tmp_path / name, drags, "--out", str(out))) == 2, name
        message = capsys.readouterr().err
        assert name in message
        for word in limits.get(name, []):
            assert word in message.replace(",", "").replace("\u202f", "")
        assert not out.exists()


def test_unusual_pictures_are_rendered(drags: Path, tmp_path: Path) -> None:
    noise = Image.effect_noise((64, 48), 40)
    rotated = Image.Exif()
    rotated[0x0112] = 6
    deep = Image.fromarray((np.arange(64 * 48).reshape(48, 64) * 20).astype(np.uint16))
    cases = [
        picture_bytes(noise.convert("CMYK"), "JPEG", tmp_path / "cmyk.jpg"),
        picture_bytes(deep, "PNG", tmp_path / "deep.png"),
        picture_bytes(noise.convert("RGBA"), "PNG", tmp_path / "alpha.png"),
        picture_bytes(
            noise.rotate(90, expand=True).convert("RGB"),
            "JPEG",
            tmp_path / "exif.jpg",
            exif=rotated,
        ),
    ]
    for picture in cases:
        out = tmp_path / f"out-{picture.stem}"
        assert main(run(picture, drags, "--out", str(out), "--save-frames")) == 0
        assert size_of(out / "frames" / "0000.png") == (64, 48)


def test_every_field_of_every_task_is_an_option_with_help() -> None:
    parser = build_parser()
    for spec in load_registry():
        help_text = _help(parser, ["run", spec.name, "--help"])
        for field in fields_of(spec.request):
            assert "--" + field.name.replace("_", "-") in help_text
            assert field.description, f"{spec.name}.{field.name} has no description"


def _help(parser: Any, arguments: list[str]) -> str:
    import contextlib
    import io

    text = io.StringIO()
    with contextlib.redirect_stdout(text), pytest.raises(SystemExit):
        parser.parse_args(arguments)
    return text.getvalue()


def test_commands_without_a_host_say_how_to_start_one(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["jobs", "--home", str(home)]) == 2
    assert "vitrine-worker serve" in capsys.readouterr().err
    assert main(["doctor", "--json", "--home", str(home)]) == 0
    assert json.loads(capsys.readouterr().out)["host"] is None


def test_module_and_console_script_are_the_same_program() -> None:
    for program in (
        [sys.executable, "-m", "worker"],
        [Path(sys.executable).with_name("vitrine-worker")],
    ):
        done = subprocess.run([*program, "--version"], capture_output=True, text=True, check=True)
        assert done.stdout.startswith("vitrine-worker ")
