"""The picker's values: what a gesture changes, and what of a late answer still counts."""

from __future__ import annotations

import msgspec
import pytest

from desktop.icl.batch import Batch, BatchRow, wilson
from desktop.icl.demo_entries import entries, moved, scales
from desktop.icl.exporting import exported
from desktop.icl.matches import content_words, matched_spans
from desktop.icl.model import PickModel
from desktop.icl.overlap import jaccard, rank_biased_overlap
from desktop.icl.pick import Pick, expected, grown, piece_of
from desktop.icl.sections import ANSWER_TOKENS, measured
from desktop.icl.setup import (
    Query,
    Setup,
    arranged,
    prompt_order,
    request,
    with_ban,
    with_count,
    with_order,
    with_pin,
)
from shared.errors import AppError
from shared.icl.curation import LeftOut
from shared.icl.exports import FORMATS
from shared.tasks.icl_pick import (
    Compared,
    DemoScore,
    DemoScores,
    OrderTries,
    PickedDemo,
    Prediction,
    Retrieved,
)

ASK = Setup(query=Query("Who won the match?", "sport", "t", id="q"))


def demo(row_id: str, place: int = -1, output: str = "sport", **fields: object) -> PickedDemo:
    return PickedDemo(id=row_id, task="t", input=f"text of {row_id}", output=output, place=place,
                      score=0.5, similarity=0.5, **fields)  # type: ignore[arg-type]  # fmt: skip


def found(*demos: PickedDemo, left_out: tuple[LeftOut, ...] = ()) -> Retrieved:
    return Retrieved(retriever="bm25", used="bm25", why="asked", demos=demos, left_out=left_out)


def picked(setup: Setup = ASK) -> Pick:
    piece = found(demo("a", 1), demo("b", 0), demo("c"), demo("d", output="news"))
    return grown(Pick(), piece, setup, setup)


# --- gestures -------------------------------------------------------------------------------------


def test_a_pin_ends_a_ban_and_raises_k() -> None:
    setup = with_pin(Setup(k=0, banned=("a",)), "a")
    assert (setup.pinned, setup.banned, setup.k) == (("a",), (), 1)
    assert with_pin(setup, "a").pinned == ()


def test_a_ban_ends_a_pin_and_a_place() -> None:
    setup = with_ban(Setup(pinned=("a",), arranged=("b", "a")), "a")
    assert (setup.pinned, setup.banned, setup.arranged) == ((), ("a",), ("b",))
    assert with_ban(setup, "a").banned == ()


def test_an_order_by_hand_ends_with_a_preset_or_another_number() -> None:
    by_hand = arranged(Setup(pinned=("a", "z")), ("b", "a", "c"))
    assert (by_hand.arranged, by_hand.pinned, by_hand.k) == (("b", "a", "c"), ("a",), 3)
    assert with_order(by_hand, "random").arranged == ()
    assert with_count(by_hand, 0).k == 1, "pinned rows stay in"


@pytest.mark.parametrize(
    ("row_id", "to", "after"),
    [("c", 0, "cab"), ("a", 3, "bca"), ("b", 1, "abc"), ("x", 1, "axbc"), ("x", 3, "abcx"),
     ("b", 4, "ac"), ("a", 9, "bc")],
)  # fmt: skip
def test_rows_are_moved_between_others(row_id: str, to: int, after: str) -> None:
    assert "".join(moved(("a", "b", "c"), row_id, to)) == after


def test_the_request_says_what_is_set() -> None:
    asked = request(msgspec.structs.replace(ASK, k=20, banned=("x",)), "sha256:0", orders=3)
    assert (asked.query, asked.output, asked.query_id, asked.k) == (
        "Who won the match?", "sport", "q", 20,
    )  # fmt: skip
    assert (asked.candidates, asked.banned, asked.orders) == (20, ("x",), 3)


def test_an_answer_that_is_no_option_counts_as_unknown() -> None:
    query = Query("x", "nothing of these", options=("a", "b"))
    assert request(Setup(query=query), "p").output == ""


# --- pieces ---------------------------------------------------------------------------------------


def test_the_prompt_is_in_the_workers_order() -> None:
    pick = picked()
    assert [one.id for one in pick.in_prompt] == ["b", "a"]
    assert [one.id for one in pick.others] == ["c", "d"]
    shown = entries(pick, ASK)
    assert [one.demo.id if one.demo else one.title for one in shown] == [
        "b", "a", "others", "c", "d",
    ]  # fmt: skip
    assert [one.rank for one in shown if one.demo] == [2, 1, 3, 4]


def test_scores_are_kept_while_the_query_stays() -> None:
    scores = DemoScores(measure="gain", total=4, scores=(DemoScore(id="a", gain=1.0),))
    pick = grown(picked(), scores, ASK, ASK)
    fewer = msgspec.structs.replace(ASK, k=1)
    pick = grown(pick, found(demo("a", 0), demo("b")), fewer, fewer)
    assert pick.score_of("a") == DemoScore(id="a", gain=1.0)
    other = msgspec.structs.replace(ASK, query=Query("Another?"))
    assert grown(pick, found(demo("a", 0)), other, other).scores is None


def test_scores_of_a_late_request_are_added_and_its_prediction_is_not() -> None:
    now = msgspec.structs.replace(ASK, k=2)
    one = DemoScores(measure="gain", total=4, scores=(DemoScore(id="a", gain=1.0),))
    two = DemoScores(measure="gain", total=4, scores=(DemoScore(id="b", gain=-1.0),))
    pick = grown(grown(picked(now), one, ASK, now), two, now, now)
    assert {s.id for s in pick.scores.scores} == {"a", "b"}  # type: ignore[union-attr]
    assert grown(pick, Prediction(text="x"), ASK, now).prediction is None
    assert grown(pick, Prediction(text="x"), now, now).prediction == Prediction(text="x")


def test_comparing_keeps_the_prediction_and_the_tried_orders() -> None:
    pick = grown(picked(), Prediction(text="x"), ASK, ASK)
    pick = grown(pick, OrderTries(total=2), ASK, ASK)
    beside = msgspec.structs.replace(ASK, compare=("bm25",))
    pick = expected(pick, beside)
    pick = grown(pick, found(demo("a", 0)), beside, beside)
    pick = grown(pick, Compared(lists=(found(demo("z")),)), beside, beside)
    assert pick.prediction is not None
    assert pick.orders is not None
    assert pick.by_id["z"].id == "z"


def test_a_gesture_shows_at_once() -> None:
    pick = expected(picked(), msgspec.structs.replace(ASK, k=1))
    assert (pick.order, pick.is_old) == (("a",), True)
    pick = expected(picked(), arranged(ASK, ("d", "a")))
    assert pick.order == ("d", "a")
    pick = expected(picked(), with_ban(ASK, "a"))
    assert "a" not in pick.order


def test_a_pin_that_is_not_found_yet_waits_for_the_worker() -> None:
    assert prompt_order(picked().demos, with_pin(ASK, "far")) == ()
    assert expected(picked(), with_pin(ASK, "far")).order == ("b", "a")


def test_leaks_and_copies_get_badges() -> None:
    copies = (demo("a", 0), demo("b"))
    same = [msgspec.structs.replace(one, input="WHO won the match") for one in copies]
    pick = grown(Pick(), found(*same), ASK, ASK)
    assert pick.badges == {"a": ("query-in-pool",), "b": ("query-in-pool", "duplicate")}


def test_unknown_and_broken_pieces_are_ignored() -> None:
    assert piece_of("something", {}) is None
    assert piece_of("scores", {"measure": 7}) is None
    assert piece_of("loading", {"stage": "encoding", "done": 3, "total": 9}).total == 9  # type: ignore[union-attr]


def test_bars_share_one_scale() -> None:
    scores = (DemoScore(id="a", gain=0.5), DemoScore(id="b", gain=-2.0))
    pick = grown(picked(), DemoScores(measure="gain", total=2, scores=scores), ASK, ASK)
    assert (scales(pick).gain, scales(pick).measure) == (2.0, "gain")


# --- the model ------------------------------------------------------------------------------------


def test_gestures_are_taken_back() -> None:
    model = PickModel()
    model.ask(Query("one"), step=False)
    model.edit("Pin", with_pin(model.setup.value, "a"))
    model.change("Number", k=7)
    model.undo()
    assert (model.setup.value.k, model.setup.value.pinned) == (4, ("a",))
    model.undo()
    model.redo()
    assert model.setup.value.pinned == ("a",)


def test_older_answers_do_not_replace_newer_ones() -> None:
    model = PickModel()
    model.ask(ASK.query)
    model.take(2, found(demo("new", 0)), model.setup.value)
    model.take(1, found(demo("old", 0)), model.setup.value)
    assert model.pick.value.order == ("new",)
    model.fail(1, AppError("timeout", seconds=1))
    assert model.error.value is None
    model.fail(2, AppError("timeout", seconds=1))
    assert model.error.value is not None


def test_queries_of_a_file_are_gone_through() -> None:
    model = PickModel()
    model.open_queries((Query("one", id="1"), Query("two", id="2")))
    assert model.place == 0
    model.step_query(1)
    model.step_query(1)
    assert (model.place, model.setup.value.query.text) == (1, "two")
    model.ask(Query("typed"))
    assert model.place == -1


def test_uses_are_counted_over_the_last_queries() -> None:
    model = PickModel()
    for text in ("one", "two", "one"):
        model.ask(Query(text))
        model.take(1, found(demo("a", 0), demo("b")), model.setup.value)
    assert model.uses() == ({"a": 2}, 2)


# --- lengths, overlaps, exports -------------------------------------------------------------------


def test_the_prompt_is_measured_in_parts() -> None:
    pick = grown(
        Pick(), found(demo("a", 0, tokens=9), left_out=(LeftOut("b", "budget"),)), ASK, ASK
    )
    guess = measured(pick, msgspec.structs.replace(ASK, limit_tokens=40))
    assert [part.kind for part in guess.parts] == ["demonstration", "query"]
    assert (guess.is_counted, guess.dropped, guess.limit) == (False, ("b",), 40)
    counted = measured(grown(pick, Prediction(tokens=20), ASK, ASK), ASK)
    assert (counted.tokens, counted.is_counted) == (20, True)
    assert [part.tokens for part in counted.parts] == [9, 11]
    assert counted.text == "text of a\nsport\n\nWho won the match?\n"
    assert [counted.text[part.start :][: len(part.text)] for part in counted.parts] == [
        part.text for part in counted.parts
    ]


def test_what_does_not_fit_is_told() -> None:
    pick = grown(picked(), Prediction(tokens=90), ASK, ASK)
    assert (
        measured(pick, msgspec.structs.replace(ASK, limit_tokens=100)).over
        == 90 + ANSWER_TOKENS - 100
    )


def test_the_limit_is_the_models_window_once_it_is_known() -> None:
    told = msgspec.structs.replace(found(demo("a", 0, tokens=9)), window_tokens=64, answer_tokens=5)
    pick = grown(grown(Pick(), told, ASK, ASK), Prediction(tokens=62), ASK, ASK)
    shown = measured(pick, ASK)
    assert (shown.limit, shown.answer_tokens, shown.over) == (64, 5, 3)
    assert measured(pick, msgspec.structs.replace(ASK, limit_tokens=40)).limit == 40
    assert measured(pick, msgspec.structs.replace(ASK, limit_tokens=400)).limit == 64


def test_overlaps() -> None:
    assert jaccard("abc", "bcd") == 0.5
    assert jaccard("", "") == 1.0
    assert rank_biased_overlap("abcd", "abcd") == pytest.approx(1.0)
    assert rank_biased_overlap("abcd", "wxyz") == 0.0
    top, bottom = rank_biased_overlap("abcd", "abxy"), rank_biased_overlap("abcd", "xycd")
    assert top > bottom


def test_words_that_join_everything_are_not_marked() -> None:
    words = content_words("The match was won by the home side")
    assert words == {"match", "won", "home", "side"}
    assert matched_spans("A home match!", words) == [(2, 4), (7, 5)]


@pytest.mark.parametrize("name", list(FORMATS))
def test_every_export_is_read_back(name: str) -> None:
    query = Query("Who won?", "x", "t", ("x", "y"), "q")
    setup = msgspec.structs.replace(ASK, query=query, instruction="Name the topic.")
    pick = grown(Pick(), found(demo("a", 0, output="x"), demo("b", 1, output="y")), setup, setup)
    prompt = exported(pick, setup, "0" * 32)
    (read,) = FORMATS[name].read(FORMATS[name].write([prompt]))
    assert read.text == prompt.prompt.text == measured(pick, setup).text


def test_a_batch_is_a_matrix() -> None:
    batch = Batch(
        rows=(
            BatchRow(Query("one"), {"a": 1.0, "b": -1.0}, ("a",), True),
            BatchRow(Query("two"), {"b": 2.0}, ("b",), False),
        ),
        measure="gain",
    )
    assert batch.columns == ("b", "a")
    matrix = batch.matrix(batch.columns)
    assert matrix[0].tolist() == [-1.0, 1.0]
    assert matrix[1][0] == 2.0
    assert matrix[1][1] != matrix[1][1], "a row that was not found for a query is not known"
    assert batch.answered == (1, 2)
    low, high = wilson(1, 2)
    assert 0 < low < 0.5 < high < 1
