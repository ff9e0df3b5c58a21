"""Converting the language model that comes with the packages, so that nobody waits for it later."""

from __future__ import annotations

import subprocess

from installer.layout import Layout
from installer.process import clean_environment, with_bytecode

# Some 10 s on a laptop; a cold disk reads torch and the model slowly.
TIMEOUT_S = 600


def prepare(layout: Layout) -> str:
    """Convert it into the environment; the reason where that failed.

    Nothing depends on it: without, each home converts the model at its first use.
    """
    environment = with_bytecode(clean_environment(), layout.bytecode)
    environment.update({"HF_HUB_OFFLINE": "1", "PYTHONWARNINGS": "ignore"})
    try:
        done = subprocess.run(
            [str(layout.python), "-m", "worker.lm.prepare"],
            cwd=layout.root,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"no answer within {TIMEOUT_S} s"
    except OSError as error:
        return f"{layout.python}: {error.strerror}"
    if done.returncode == 0:
        return ""
    return (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
