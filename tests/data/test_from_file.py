"""Files against pandas' parse and scikit-learn's scaling and encoding of the same cells."""

import statistics

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sampling import examples
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from glassnet.data import load

WORDS = ["red", "Red", "sky blue", "초록", 'a "quoted" word', "comma, inside", "two\nlines", "None"]
NUMBERS = st.one_of(st.integers(-(10**9), 10**9), st.decimals(-1000, 1000, places=3).map(float))


@st.composite
def frames(draw):
    """Two columns of numbers, one constant, one of booleans, one of words; and a class."""
    rows = draw(st.integers(9, 30))

    def column(cells):
        return draw(st.lists(cells, min_size=rows, max_size=rows))

    return pd.DataFrame(
        {
            "size": column(NUMBERS),
            "weight (kg)": column(st.floats(-1e6, 1e6, width=32)),
            "constant": [draw(NUMBERS)] * rows,
            "온도": column(st.booleans()),
            "colour": column(st.sampled_from(WORDS)),
            "kind": ["a", "b", "c", *column(st.sampled_from(["a", "b", "c"]))[3:]],
        }
    )


def expected_x(frame):
    numbers = frame[["size", "weight (kg)", "constant"]].to_numpy(float)
    words = OneHotEncoder(sparse_output=False).fit_transform(frame[["colour"]])
    return np.hstack(
        [StandardScaler().fit_transform(numbers), frame[["온도"]].to_numpy(float), words]
    )


def write(frame, path):
    if path.suffix == ".csv":
        frame.to_csv(path, index=False)
        return pd.read_csv(path, keep_default_na=False)
    frame.to_parquet(path, index=False)
    return pd.read_parquet(path)


@pytest.mark.parametrize("name", ["table.csv", "table.parquet"])
@examples(200)
@given(frame=frames())
def test_x_and_y_are_those_of_scikit_learn(tmp_path_factory, name, frame):
    path = tmp_path_factory.getbasetemp() / name
    parsed = write(frame, path)
    dataset = load(str(path), target="kind")
    assert dataset.x == pytest.approx(expected_x(parsed), rel=1e-5, abs=1e-5)
    assert dataset.class_names == tuple(sorted(set(parsed["kind"])))
    assert [dataset.class_names[label] for label in dataset.y] == parsed["kind"].tolist()
    assert (dataset.task, dataset.y.dtype) == ("classes", np.int32)
    assert dataset.feature_names[-1] == f"colour={max(parsed['colour'])}"


def csv(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "table.csv"
    path.write_bytes(text.encode(encoding))
    return str(path)


@pytest.mark.parametrize(
    ("cells", "task", "classes"),
    [
        ("0 1 1 0", "binary", ("0", "1")),
        ("0.0 1.0 1.0 0.0", "binary", ("0", "1")),
        ("-1 1 1 1", "binary", ("-1", "1")),
        ("true false TRUE False", "binary", ("false", "true")),
        ("yes no yes yes", "binary", ("no", "yes")),
        ("10 9 10 9 8 8", "classes", ("8", "9", "10")),
        ("x y z z", "classes", ("x", "y", "z")),
        ("0.5 1 1 0.5", "regression", ()),
        ("1 2 3 4 5 6", "regression", ()),
        ("1 2 3 3", "regression", ()),
        (" ".join(map(str, range(21))) + " 3" * 30, "regression", ()),
    ],
)
def test_the_target_decides_the_task(tmp_path, cells, task, classes):
    rows = [f"{number},{cell}" for number, cell in enumerate(cells.split())]
    dataset = load(csv(tmp_path, "\n".join(["x,y", *rows])), target="y")
    assert (dataset.task, dataset.class_names) == (task, classes)
    assert dataset.y.shape == ((len(rows),) if task == "classes" else (len(rows), 1))


@pytest.mark.parametrize(
    ("cells", "prefer", "task", "others"),
    [
        ("1 2 3 1 2 3", ["binary", "regression"], "regression", ("classes",)),
        ("1 2 3 1 2 3", ["classes"], "classes", ("regression",)),
        ("1 2 3 1 2 3", ["binary"], "classes", ("regression",)),
        ("1 2 2 1", ["regression"], "regression", ("binary",)),
        ("1 2 2 1", ["binary", "regression"], "binary", ("regression",)),
        (" ".join(map(str, [*range(40), 0])), ["classes"], "classes", ("regression",)),
        (" ".join(map(str, [*range(40), 0])), (), "regression", ("classes",)),
        # Every row has a number of its own; more than a softmax is made for; not whole.
        (" ".join(map(str, range(41))), ["classes"], "regression", ()),
        (" ".join(map(str, [*range(1001), 0])), ["classes"], "regression", ()),
        ("1.5 1.5 2 2", ["binary"], "regression", ()),
        ("a b a b", ["regression"], "binary", ()),
    ],
)
def test_whole_numbers_are_learned_as_is_preferred(tmp_path, cells, prefer, task, others):
    rows = [f"{number},{cell}" for number, cell in enumerate(cells.split())]
    dataset = load(csv(tmp_path, "\n".join(["x,y", *rows])), target="y", prefer=prefer)
    assert (dataset.task, dataset.other_tasks) == (task, others)


def test_a_real_target_is_standardised_and_comes_back(tmp_path):
    price = np.array([125000.5, 99000, 310000, 42])
    dataset = load(
        csv(tmp_path, "x,price\n" + "\n".join(f"{i},{p}" for i, p in enumerate(price))),
        target="price",
    )
    assert dataset.y == pytest.approx(StandardScaler().fit_transform(price[:, None]), rel=1e-6)
    assert dataset.preparation.target.decode(dataset.y).ravel() == pytest.approx(price, rel=1e-4)


@pytest.mark.parametrize(
    "text",
    [
        "a,b,y\n1,2,p\n3,4,q\n",
        "a;b;y\n1;2;p\n3;4;q",
        "a\tb\ty\r\n1\t2\tp\r\n3\t4\tq\r\n",
        "a|b|y\n1|2|p\n3|4|q\n",
        "\ufeffa,b,y\n1,2,p\n3,4,q\n",
        '\n\n a , b ,y\n\n +1 ,2.,p\n,,\n3e0,4,"q"\n\n',
    ],
)
def test_the_ways_to_write_one_table(tmp_path, text):
    dataset = load(csv(tmp_path, text), target="y")
    assert dataset.x.tolist() == [[-1, -1], [1, 1]]
    assert dataset.y.tolist() == [[0], [1]]
    assert dataset.feature_names == ("a", "b")


@pytest.mark.parametrize(
    ("header", "names"),
    [
        ('"x;1;2;3",b,y', ("x;1;2;3", "b")),
        ('a,"b;""c;d;e",y', ("a", 'b;"c;d;e')),
        ('5" x,b;c,y', ('5" x', "b;c")),
    ],
)
def test_what_stands_in_quotes_delimits_nothing(tmp_path, header, names):
    dataset = load(csv(tmp_path, f"{header}\n1,2,p\n3,4,q\n"), target="y")
    assert dataset.feature_names == names


def test_a_class_with_a_single_row_is_fine(tmp_path):
    dataset = load(csv(tmp_path, "x,y\n1,a\n2,a\n3,a\n4,b\n"), target="y")
    assert dataset.y.sum() == 1


def test_ignored_columns_are_not_even_looked_at(tmp_path):
    text = "id,x,day,y\nk1,1,2024-01-01,a\nk2,,2024-01-02,b\nk3,3,,b\n"
    dataset = load(
        csv(tmp_path, text.replace(",,2024", ",2,2024")), target="y", ignore=["id", "day"]
    )
    assert dataset.feature_names == ("x",)


def test_numbers_at_the_ends_of_float64_scale_to_the_same(tmp_path):
    for factor in ("e-300", "e-5", "e0", "e200"):
        text = "x,y\n" + "".join(f"{i}{factor},{'ab'[i % 2]}\n" for i in range(4))
        x = load(csv(tmp_path, text), target="y").x
        assert x.ravel() == pytest.approx(np.arange(-1.5, 2) / np.sqrt(1.25), rel=1e-6)


def test_a_file_wins_where_its_path_says_so(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "xor").write_text("x,y\n1,a\n2,b\n")
    assert load("./xor", target="y").feature_names == ("x",)
    assert load("xor").feature_names == ("x1", "x2")


def test_parquet_types_that_are_numbers_or_words(tmp_path):
    path = tmp_path / "t.parquet"
    frame = pd.DataFrame(
        {
            "small": np.array([1, 2, 3, 4], np.int8),
            "half": np.array([1, 2, 3, 4], np.float16),
            "category": pd.Categorical(["u", "v", "v", "u"]),
            "y": np.array([0, 1, 1, 0], np.uint64),
        }
    )
    frame.to_parquet(path)
    dataset = load(str(path), target="y")
    scaled = np.arange(-1.5, 2) / np.sqrt(1.25)
    assert dataset.x == pytest.approx(
        np.stack([scaled, scaled, [1, 0, 0, 1], [0, 1, 1, 0]], axis=1), rel=1e-6
    )


# Whole numbers that 64-bit floats hold, or of whose range they round off less than x does.
LARGE_NUMBERS = {
    "an id below 2**53": [2**52 + row for row in range(60)],
    "an even id above it": [2**53 + 2 * row for row in range(60)],
    "nanoseconds": [1_700_000_000_000_000_000 + row * 10**12 + row % 2 for row in range(60)],
}


@pytest.mark.parametrize("name", LARGE_NUMBERS)
@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_large_whole_numbers_stay_as_far_apart_as_they_were(tmp_path, name, suffix):
    numbers = LARGE_NUMBERS[name]
    frame = pd.DataFrame({"n": numbers, "kind": [row % 2 for row in range(60)]})
    path = tmp_path / f"large.{suffix}"
    write(frame, path)
    differences = np.diff(load(str(path), target="kind").x[:, 0])
    assert differences == pytest.approx(np.diff(numbers) / statistics.pstdev(numbers), rel=2e-3)
