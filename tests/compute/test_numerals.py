"""All numbers for people are written by one function; what is read back is what was there, as exactly as it says."""

import ast
import pathlib
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nbtools
from nbtools.compute.numerals import all_told, compact, round_one, told
from nbtools.compute.tables import top_rows

POWERS = dict(zip("kMGTmµn", (3, 6, 9, 12, -3, -6, -9), strict=True))


def read(text):
    """The number that a text stands for."""
    return float(text[:-1]) * 10.0 ** POWERS[text[-1]] if text[-1] in POWERS else float(text)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"), (-0.0, "0"), (5, "5"), (5.0, "5"), (True, "True"), (np.uint8(7), "7"), (2**63, str(2**63)),
        (1.42698e6, "1426980"), (1426980.3, "1426980"), (1426980.5, "1426980"), (1426981.5, "1426982"),
        (-1426980.7, "-1426981"), (999999.7, "1000000"), (65660.46, "65660.5"), (123456.7, "123457"),
        (0.1 + 0.2, "0.3"), (np.float32(0.1), "0.1"), (1e14, "1" + 14 * "0"), (1e15, "1e15"),
        (1.5e300, "1.5e300"), (1e-4, "0.0001"), (0.00012345678, "0.000123457"), (0.00009, "9e-5"),
        (-3.4567891e-10, "-3.45679e-10"), (5e-324, "4.94066e-324"), (0.0000999999999, "0.0001"),
        (np.nan, "–"), (np.inf, "∞"), (-np.inf, "-∞"), (np.ma.masked, "masked"),
    ],
)  # fmt: skip
def test_told_numbers(value, text):
    assert told(value) == text
    if np.isscalar(value):
        assert told(np.float64(value)) == told(float(value))


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_told_numbers_are_true(value):
    text = told(value)
    assert re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", text)
    assert read(text) == pytest.approx(value, rel=5.1e-6, abs=1e-320)
    whole = abs(value) < 1e15 and value == int(value)
    assert not whole or text == str(int(value))


@given(st.floats(1e-9, 1e14))
def test_compact_numbers_with_a_prefix_have_four_digits(value):
    text = compact(value)
    if text[-1] in POWERS:
        assert len(re.sub(r"\D", "", text)) == 4
    assert read(round_one(value)) == pytest.approx(read(text))
    assert not re.search(r"\.\d*0[kMGTmµn]?$", round_one(value))


def test_several_numbers_and_units():
    assert all_told(np.array([1.5, 2, np.nan])) == "1.5 2 –"
    assert all_told((1, np.ma.masked)) == "1 masked"
    assert all_told(2.5) == "2.5"
    assert told(12.5, "µm") == "12.5 µm"


def test_a_table_writes_its_numbers_like_the_status():
    import pandas as pd

    frame = pd.DataFrame({"sum": [1426980.0, 65660.46, np.nan], "n": [81, 80, 2], "flag": ["", "a", "b"]})
    rows = top_rows(frame).rows
    assert [row[1:] for row in rows] == [["1426980", "81", ""], ["65660.5", "80", "a"], ["–", "2", "b"]]


ELSE = {
    "compute/numerals.py",
    "compute/zoom/window.py",
    "compute/diff/metrics.py",
}  # the last: a factor, SSIM


def test_nothing_else_writes_numbers_of_the_data_for_people():
    """Texts with six digits are all made here; what is left are errors, shares in % and names."""
    root, found = pathlib.Path(nbtools.__file__).parent, []
    for path in root.rglob("*.py"):
        name = path.relative_to(root).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FormattedValue) and isinstance(node.format_spec, ast.JoinedStr):
                spec = "".join(
                    part.value for part in node.format_spec.values if isinstance(part, ast.Constant)
                )
                if spec in (".6g", ".5g", ".6f") and name not in ELSE:
                    found.append(f"{name}:{node.lineno} {spec}")
    assert found == []
