"""The trunks of the encoders have the layers and sizes of the papers that they are named after."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from shared.errors import AppError
from tests.bench.encoder_decoder import EncoderDecoder
from tests.unit.neuro_decoding.test_decoder import made
from worker.neuro.decoding import trunks
from worker.neuro.decoding.encoder import EncoderSettings
from worker.neuro.decoding.encoder_kinds import DEFAULT_KIND, KINDS, EncoderKind, encoder_kind

# What the papers had: 63 electrodes and a second at 250 Hz.
PAPER = (63, 250)


def _weights(trunk: nn.Module) -> list[tuple[int, ...]]:
    """Shapes of the weights of filters and products, in their order."""
    kinds = (nn.Conv1d, nn.Conv2d, nn.Linear)
    return [tuple(each.weight.shape) for each in trunk.modules() if isinstance(each, kinds)]


def _length(trunk: nn.Module, channels: int, length: int) -> int:
    return int(trunk.eval()(torch.zeros(1, channels, length)).shape[1])


def test_nice_has_the_layers_of_its_paper() -> None:
    trunk = trunks.nice(PAPER[0], 0.5)
    assert _weights(trunk) == [(40, 1, 1, 25), (40, 40, 63, 1), (40, 40, 1, 1)]
    (pool,) = (each for each in trunk.modules() if isinstance(each, nn.AvgPool2d))
    assert (pool.kernel_size, pool.stride) == ((1, 51), (1, 5))
    assert _length(trunk, *PAPER) == 1440


def test_atm_attends_over_electrodes_and_then_is_nice() -> None:
    attention, rest = trunks.atm(63, 252, 0.5)
    assert isinstance(attention, trunks.ChannelAttention)
    assert attention.layer.self_attn.num_heads == 4
    assert attention.layer.linear1.out_features == 256
    assert _weights(rest) == _weights(trunks.nice(63, 0.5))
    assert _length(rest, 63, 252) == 1440


def test_electrodes_are_the_words_of_the_attention() -> None:
    torch.manual_seed(0)
    attention = trunks.ChannelAttention(16).eval()
    samples = torch.randn(1, 5, 16)
    order = torch.tensor([3, 0, 4, 1, 2])
    with torch.no_grad():
        torch.testing.assert_close(attention(samples)[:, order], attention(samples[:, order]))
        other = samples.clone()
        other[0, 4] += 1
        changed = (attention(other) - attention(samples)).abs().amax(dim=2)[0]
    assert (changed > 1e-4).all(), "each electrode hears of all others"


def test_eegnet_has_the_layers_of_its_paper() -> None:
    trunk = trunks.eegnet(PAPER[0])
    assert _weights(trunk) == [(8, 1, 1, 64), (16, 1, 63, 1), (16, 1, 1, 16), (16, 16, 1, 1)]
    pools = [each.kernel_size for each in trunk.modules() if isinstance(each, nn.AvgPool2d)]
    assert pools == [(1, 4), (1, 8)]
    # Table 2: F2 × (T // 32).
    assert _length(trunk, 63, 128) == 16 * 4


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_decodes_the_next_session(kind: EncoderKind) -> None:
    train, targets = made(240, seed=3)
    test, wanted = made(60, seed=4, session=2)
    settings = EncoderSettings(kind=kind, width=16, features=16, dropout=0.1)
    decoder = EncoderDecoder(settings, steps=40, batch=16)
    assert decoder.name == kind
    found = decoder.fit(train, targets, None, seed=0).embed(test)
    assert found.shape == (60, 4)
    places = np.unique(targets, axis=0)
    told = places[(found @ places.T).argmax(axis=1)]
    right = (told == wanted).all(axis=1).mean()
    assert right > 0.25, "of 12 pictures: chance is 0.08"


def test_kinds_are_found_by_name_and_others_refused() -> None:
    assert encoder_kind(None) == DEFAULT_KIND == EncoderSettings().kind == "spatial-first"
    assert [encoder_kind(kind) for kind in KINDS] == list(KINDS)
    with pytest.raises(AppError, match="spatial-first, nice, atm, eegnet"):
        encoder_kind("conformer")
