"""Which device computes: the first that gets a real product of two matrices right."""

from __future__ import annotations

import logging
import threading

_log = logging.getLogger(__name__)
_SIDE = 64


def probe_device() -> str:
    """`cuda:0`, `xpu:0`, `mps` or `cpu`, in that order of preference.

    A driver that is too old or a broken installation announces a device and fails at the first
    kernel, so only a right answer counts.
    """
    import torch  # 2–3 s and 200 MB: only where a device is really wanted

    for name in _candidates():
        try:
            matrix = torch.arange(_SIDE * _SIDE, dtype=torch.float32).reshape(_SIDE, _SIDE) / _SIDE
            product = (matrix.to(name) @ matrix.to(name).T).cpu()
        except (RuntimeError, AssertionError, NotImplementedError) as error:
            _log.warning("device refused", extra={"device": name, "reason": str(error)[:200]})
            continue
        if torch.allclose(product, matrix @ matrix.T, rtol=1e-2):
            return name
    return "cpu"


def has_quick_bfloat16() -> bool:
    """Whether the processor has instructions for bfloat16: emulated, it is slower than float32."""
    import torch

    able = torch.cpu.get_capabilities()
    return bool(able.get("avx512_bf16") or able.get("amx_bf16"))


def _candidates() -> list[str]:
    import torch

    found = []
    if torch.cuda.is_available():
        found.append("cuda:0")
    if hasattr(torch, "xpu") and torch.xpu.is_available():
        found.append("xpu:0")
    if torch.backends.mps.is_available():
        found.append("mps")
    return [*found, "cpu"]


class DeviceProbe:
    """Probes once, beside the work: loading torch takes seconds in which jobs must not wait."""

    def __init__(self) -> None:
        self._name = ""
        self._thread: threading.Thread | None = None

    @property
    def known(self) -> str:
        """The device if it was probed, else an empty string."""
        return self._name

    def begin(self) -> None:
        """Start probing, once."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._probe, name="device-probe", daemon=True)
            self._thread.start()

    def name(self) -> str:
        """The device; waits until it is known."""
        self.begin()
        assert self._thread is not None
        self._thread.join()
        return self._name

    def _probe(self) -> None:
        try:
            self._name = probe_device()
        except ImportError as error:  # no torch: tasks that need it say so themselves
            _log.warning("no torch", extra={"reason": str(error)})
            self._name = "cpu"
