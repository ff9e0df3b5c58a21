"""The index of a large pool beside an exact search: recall, time of one query, time to build.

Run `OMP_NUM_THREADS=2 python -m tests.bench.icl_index [--rows 1000000]`. Vectors are mixtures of
those of texts; queries are fresh mixtures, not rows. One query at a time, one thread.
"""

from __future__ import annotations

import argparse
import time

import numpy as np

from tests.bench.icl_texts import mixed, percentile_ms, texts
from worker.icl.encoding.encoder import load_encoder
from worker.icl.index.vector_index import build_index

ROWS, QUERIES, TOP, ENCODED = 1_000_000, 300, 10, 3_000
LEAST_RECALL, MOST_MS = 0.97, 10.0
Row = tuple[str, str, str]


def run(rows: int = ROWS) -> list[Row]:
    """Rows (name, value, beside)."""
    import faiss

    encoder = load_encoder()
    began = time.perf_counter()
    own = encoder.encode(texts(ENCODED))
    rate = ENCODED / (time.perf_counter() - began)
    vectors, queries = mixed(own, rows, 1), mixed(own, QUERIES, 2)
    began = time.perf_counter()
    index = build_index(vectors, np.arange(rows, dtype=np.int64), encoder.fingerprint)
    built_s = time.perf_counter() - began
    threads = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    exact = faiss.IndexFlatIP(vectors.shape[1])
    exact.add(vectors)
    known, exact_s = [], []
    for query in queries:
        began = time.perf_counter()
        known.append(set(exact.search(query[None], TOP)[1][0].tolist()))
        exact_s.append(time.perf_counter() - began)
    found, took_s = [], []
    for query in queries:
        began = time.perf_counter()
        found.append(set(index.search(query[None], TOP).ids[0].tolist()))
        took_s.append(time.perf_counter() - began)
    faiss.omp_set_num_threads(threads)
    recall = float(np.mean([len(a & b) / TOP for a, b in zip(known, found, strict=True)]))
    name = f"{rows:,} vectors, {index.info.kind}"
    return [
        (
            f"{name}: recall@{TOP}",
            f"{recall:.3f}",
            f"target {LEAST_RECALL}; the index's self-test {index.info.recall:.3f}",
        ),
        (
            f"{name}: one query, p95",
            f"{percentile_ms(took_s):.2f} ms",
            f"target {MOST_MS:g} ms; exact search {percentile_ms(exact_s):.1f} ms",
        ),
        (f"{name}: built in", f"{built_s:.0f} s", f"{threads} threads, its self-test with it"),
        ("texts encoded", f"{rate:.0f} texts/s", f"{ENCODED:,} of 12 to 44 words"),
    ]


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=ROWS)
    for row in run(parser.parse_args().rows):
        print("{:<44} {:<24} {}".format(*row))
