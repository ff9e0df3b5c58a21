"""TextAttack is imported without a network, and leaves the process as it was."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from shared.errors import AppError
from worker.robustness.textattack_bridge.offline import load_textattack

# The import takes 6 s of a processor, and minutes where several share it.
pytestmark = pytest.mark.timeout(600)
# In a process of its own: the import happens once, and changes what it must not.
_IMPORT = """
import logging, os, socket, sys
from pathlib import Path

def refuse(*args, **options):
    raise AssertionError(f"a socket was used: {args}")

socket.socket.connect = socket.getaddrinfo = socket.create_connection = refuse
mine = logging.getLogger("worker.mine")
from worker.robustness.textattack_bridge.offline import load_textattack

home = Path(sys.argv[1])
before, handlers = dict(os.environ), list(logging.getLogger().handlers)
textattack = load_textattack(home)
assert textattack is load_textattack(home)
assert dict(os.environ) == before, set(os.environ.items()) ^ set(before.items())
assert logging.getLogger().handlers == handlers and not mine.disabled
from textattack.constraints.pre_transformation import StopwordModification
from textattack.transformations import WordSwapHomoglyphSwap
assert "the" in StopwordModification().stopwords
assert WordSwapHomoglyphSwap()._get_replacement_words("do") == ["\\u0501o", "d\\u043e"]
assert WordSwapHomoglyphSwap().homos_intentional["a"] == ["\\u0251"]
print("settled")
"""


def test_the_import_uses_no_network_and_keeps_the_process_as_it_was(tmp_path: Path) -> None:
    user = tmp_path / "user"
    user.mkdir()
    done = _run([sys.executable, "-c", _IMPORT, str(tmp_path / "home")], user)
    assert done.stdout.strip() == "settled", done.stderr
    assert not list(user.iterdir()), "files outside of the worker's home"
    assert (tmp_path / "home" / "textattack").is_dir()


def test_our_own_code_is_imported_without_textattack(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from worker.robustness.attacks.registry import attack_names\n"
        "attack_names()\n"
        "import worker.robustness.textattack_bridge.offline\n"
        "heavy = {'torch', 'transformers', 'textattack', 'flair', 'nltk'} & set(sys.modules)\n"
        "print(sorted(heavy))"
    )
    done = _run([sys.executable, "-c", code], tmp_path)
    assert done.stdout.strip() == "[]", done.stderr


def test_parts_that_would_download_refuse_in_words() -> None:
    load_textattack()
    from textattack.transformations import WordSwapEmbedding, WordSwapWordNet

    with pytest.raises(AppError, match="download"):
        WordSwapEmbedding()
    with pytest.raises(AppError, match="download"):
        WordSwapWordNet()


def _run(command: list[str], home: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1"}
    for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "MPLCONFIGDIR", "HF_HOME"):
        environment.pop(name, None)
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
