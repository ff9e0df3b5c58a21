"""Words as buckets and vectors, and the camera move that a prompt asks for."""

from __future__ import annotations

import math

import pytest
import torch

from shared.tasks.motion import DragLayer
from tests.doubles.nano import set_camera, tiny_nano
from worker.motion.dragnuwa.text import BUCKETS, MAX_WORDS, TextEncoder, word_buckets
from worker.motion.dragnuwa.text_camera import TextCamera, camera_layer, camera_target

# 1 + CRC-32 modulo 511, worked out apart from the code: weights depend on these numbers.
KNOWN = {"zooms": 318, "in": 157, "zooms in": 404}


def test_buckets_are_the_same_in_every_process() -> None:
    assert word_buckets("Zooms in!") == [KNOWN["zooms"], KNOWN["in"], KNOWN["zooms in"]]


def test_order_of_words_tells_in_their_pairs_only() -> None:
    there, back = word_buckets("zooms in"), word_buckets("in zooms")
    assert sorted(there[:2]) == sorted(back[:2])
    assert there[2] != back[2]


def test_no_word_falls_into_the_bucket_of_silence() -> None:
    words = [f"{a}{b}{c}" for a in "abcdefgh" for b in "aeiou" for c in "klmnopqr"]
    buckets = {bucket for word in words for bucket in word_buckets(word)}
    assert min(buckets) >= 1
    assert max(buckets) < BUCKETS
    assert len(buckets) > 200, "320 words share few buckets"


@pytest.mark.parametrize("prompt", ["", "  ", "1 + 2 !", "镜头拉近"])
def test_a_prompt_without_known_letters_says_nothing(prompt: str) -> None:
    assert word_buckets(prompt) == []
    encoder = TextEncoder(8)
    torch.testing.assert_close(encoder([prompt]), encoder([""]))


def test_only_the_first_words_are_read() -> None:
    words = [f"w{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(MAX_WORDS + 9)]
    assert word_buckets(" ".join(words)) == word_buckets(" ".join(words[:MAX_WORDS]))
    assert len(word_buckets(" ".join(words))) == 2 * MAX_WORDS - 1


def test_each_prompt_of_a_batch_is_the_mean_of_its_own_words() -> None:
    encoder = TextEncoder(8)
    prompts = ["a wave rolls in", "", "snow", "the camera pans left slowly"]
    together = encoder(prompts)
    assert together.shape == (4, 8)
    for row, prompt in zip(together, prompts, strict=True):
        vectors = encoder.words.weight[word_buckets(prompt) or [0]]
        torch.testing.assert_close(row, encoder.mix(vectors.mean(0)))


def test_a_camera_move_is_measured_from_the_centre_in_parts_of_the_height() -> None:
    nano = tiny_nano()
    set_camera(nano, *camera_target(0.2, -0.05, math.log(1.5), math.radians(6)))
    layer = camera_layer(nano.camera, "the camera does it all", 320, 200)
    assert layer is not None
    assert layer.role == "camera"
    (x0, y0), (x1, y1) = layer.points
    assert (x0, y0) == (160, 100)
    assert (x1 - x0, y1 - y0) == pytest.approx((40, -10), abs=1e-3)
    assert layer.scale == pytest.approx((1, 1.5), abs=1e-4)
    assert layer.rotate_deg == pytest.approx((0, 6), abs=1e-3)


def test_whispers_are_no_camera_move() -> None:
    nano = tiny_nano()
    set_camera(nano, 0.2, -0.2, 0.24, 0.1)
    assert camera_layer(nano.camera, "a cat", 320, 200) is None
    set_camera(nano, 0.2, -0.2, 0.26, 0.1)
    layer = camera_layer(nano.camera, "a cat", 320, 200)
    assert isinstance(layer, DragLayer)
    assert layer.points == ((160, 100), (160, 100))
    assert layer.rotate_deg == (0.0, 0.0)


@pytest.mark.parametrize("prompt", ["", " \n", "镜头拉近", "24"])
def test_a_prompt_that_says_nothing_moves_no_camera(prompt: str) -> None:
    network = TextCamera()
    with torch.no_grad():
        network.move.bias.fill_(5.0)
    assert camera_layer(network, "a word", 320, 200) is not None
    assert camera_layer(network, prompt, 320, 200) is None
