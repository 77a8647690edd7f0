import numpy as np
import pandas as pd

from nbtools.compute.tables import top_rows

FRAME = pd.DataFrame({"row": np.arange(300), "sum": np.arange(300) % 7 + 0.5, "name": "a"})


def test_only_the_top_travels_and_a_note_tells_of_the_rest():
    top = top_rows(FRAME)
    assert (top.columns, len(top.rows), top.note) == (["row", "sum", "name"], 200, "200 of 300 rows")
    assert top.rows[3] == [3, "3", "3.5", "a"]
    assert top_rows(FRAME[:9]).note == "9 rows"


def test_rows_are_sorted_all_of_them_and_equal_ones_stay_in_order():
    assert [row[0] for row in top_rows(FRAME, ("sum", False)).rows[:3]] == [6, 13, 20]
    assert [row[0] for row in top_rows(FRAME, ("gone", False)).rows[:3]] == [0, 1, 2]


def test_the_selected_row_is_always_there():
    top = top_rows(FRAME, selected=250)
    assert (top.rows[0][0], top.rows[1][0], len(top.rows)) == (250, 0, 200)
    assert top_rows(FRAME, selected=5).rows[0][0] == 0


def test_what_is_not_known_is_a_dash():
    assert top_rows(pd.DataFrame({"sum": [np.nan, 1 / 3]})).rows == [[0, "–"], [1, "0.333333"]]
