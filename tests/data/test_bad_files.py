"""One test a mistake: each is told in one line that names the place and what would work."""

import datetime
import decimal
import os
import re
import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from glassnet.data import load
from glassnet.data.files import DEFAULT_MAX_BYTES
from glassnet.errors import DataError
from glassnet.text import using

GOOD = "height,city,kind\n1.5,Seoul,a\n1.7,Busan,b\n1.6,Seoul,a\n1.8,Busan,b\n"

# what is wrong: (the file, the target, what the line has to say)
FILES = {
    "missing column": (GOOD, "kinds", ["no column 'kinds'", "Did you mean kind?"]),
    "missing column, none near": (GOOD, "price", ["'price'", "height, city, kind"]),
    "no target": (GOOD, None, ["height, city, kind", "--target kind"]),
    "empty": ("", "y", ["the file is empty"]),
    "blank": (" \n\n\n", "y", ["the file is empty"]),
    "header only": ("x,y\n", "y", ["no rows, only column names"]),
    "header and blank lines": ("x,y\n\n,\n", "y", ["no rows, only column names"]),
    "header without an end of line": ("x,y", "y", ["no rows, only column names"]),
    "no header": ("1,2,0\n3,4,1\n", "0", ["all numbers (1, 2, 0", "header"]),
    "one class": ("x,y\n1,a\n2,a\n", "y", ["'y' is a in every row", "two classes"]),
    "one class, a number": ("x,y\n1,0\n2,0\n", "y", ["'y' is 0 in every row"]),
    "one real value": ("x,y\n1,.5\n2,.5\n", "y", ["'y' is 0.5 in every row"]),
    "text among numbers": (
        "x,y\n1,a\n2,b\nthree,a\n4,b\n",
        "y",
        ["'x', row 4 (the header is row 1)", "'three'", "one of 4 cells is text"],
    ),
    "NaN": ("x,y\n1,a\nNaN,b\n3,a\n", "y", ["'x', row 3", "'NaN'"]),
    "infinity": ("x,y\n1,a\n2,b\n-inf,a\n", "y", ["'x', row 4", "'-inf'"]),
    "too large for float64": ("x,y\n1,a\n1e999,b\n", "y", ["'x', row 3", "'1e999'"]),
    "sum too large for float64": ("x,y\n1e308,a\n1.7e308,b\n", "y", ["'x'", "1.7e+308"]),
    "empty number": ("x,y\n1,a\n2,b\n\n,a\n", "y", ["'x', row 5", "an empty cell"]),
    "empty text": ("x,y\nu,a\nv,b\n,a\nu,b\n", "y", ["'x', row 4", "an empty cell"]),
    "empty target": ("x,y\n1,a\n2,\n3,b\n", "y", ["'y', row 3", "an empty cell"]),
    "empty column": ("x,z,y\n1,,a\n2,,b\n", "y", ["'z', row 2", "2 such cells"]),
    "ragged, too long": ("x,y\n1,a\n\n2,b,c\n", "y", ["row 4", "3 cells, the header 2"]),
    "ragged, too short": ("\nx,z,y\n1,1,a\n2,b\n", "y", ["row 4 (the header is row 2)", "2 cells"]),
    "two columns of a name": ("x,z,x,y\n1,2,3,a\n", "y", ["columns 1 and 3", "'x'"]),
    "unnamed column": (",x,y\n0,1,a\n1,2,b\n", "y", ["column 1 has no name", "index=False"]),
    "an id": (
        "id,x,y\nk1,1,a\nk2,2,b\nk3,3,a\n",
        "y",
        ["'id'", "3 different values", "such as 'k1'", "--ignore id"],
    ),
    "an id of 19 digits": (
        "id,y\n" + "".join(f"{2**60 + i},{i % 2}\n" for i in range(9)),
        "y",
        [
            "'id' has 9 different numbers from 1152921504606846976",
            "only 1 as",
            "--ignore id",
        ],
    ),
    "an id of 26 digits": (
        "x,id\n1,1e25\n2,10000000000000000000000001\n3,1e25\n",
        "id",
        ["'id' has 2 different numbers from 1E+25 on", "only 1 as"],
    ),
    "some of an id's numbers equal": (
        "id,y\n" + "".join(f"{2**53 + i},{i % 2}\n" for i in range(9)),
        "y",
        ["9 different numbers", "only 5 as 64-bit floats;"],
    ),
    "words without end": (
        "x,y\n" + "".join(f"w{i % 1500},{'ab'[i % 2]}\n" for i in range(3000)),
        "y",
        ["1,500 different values in 3,000 rows", "--ignore x"],
    ),
    "a target that is an id": ("x,y\n1,a\n2,b\n3,c\n", "y", ["target 'y'", "3 different values"]),
    "dates": ("day,y\n2024-01-01,a\n2024-01-01,b\n", "y", ["'day' holds dates"]),
    "times": ("t,y\n2024-01-01T10:00,a\n2024-01-01 11:00,b\n", "y", ["'t' holds dates"]),
    "decimal commas": ("x;y\n1,5;a\n2,5;b\n1,5;a\n", "y", ["row 2", "'1,5'", "point"]),
    "a header of two lines": ('"a\nb",y\n1,a\n2,b\n', None, [r"Columns: a\nb, y."]),
    "names for the shell": ("a b,my target\n1,2\n", None, ["--target 'my target'"]),
    "an id for the shell": ("id name,y\nk1,a\nk2,b\nk3,b\n", "y", ["--ignore 'id name'"]),
    "percent": ("x,y\n5%,a\n6 %,b\n7.5%,b\n", "y", ["'x'", "percent sign", "5%"]),
    "only the target": ("y\na\nb\n", "y", ["no column besides the target 'y'"]),
    "cp949": ("높이,y\n1,가\n2,나\n".encode("cp949"), "y", ["UTF-8", "cp949"]),
    "cp949 below the header": ("x,y\n1,가\n2,나\n".encode("cp949"), "y", ["UTF-8"]),
    "UTF-16": (GOOD.encode("utf-16"), "kind", ["UTF-16"]),
    "binary": (b"\x7fELF\x02\x00\x00\x01" * 99, "y", ["binary"]),
    "a workbook": (b"PK\x03\x04" + bytes(100), "y", ["Excel", "export the sheet as CSV"]),
    "gzip": (b"\x1f\x8b\x08" + bytes(100), "y", ["gzip", "unpack"]),
    "damaged Parquet": (b"PAR1" + bytes(100), "y", ["cannot be read as Parquet"]),
}


def refusal(path, target="y", **settings):
    with pytest.raises(DataError) as refused:
        load(str(path), target=target, **settings)
    line = str(refused.value)
    assert "\n" not in line
    assert len(line) < 600
    return line


@pytest.mark.parametrize("mistake", FILES)
def test_a_bad_file_is_told_in_one_line(tmp_path, mistake):
    content, target, said = FILES[mistake]
    path = tmp_path / "table.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    line = refusal(path, target)
    assert line.startswith("table.csv: ") or mistake == "sum too large for float64"
    for part in said:
        assert part in line
    with using("ko"):
        assert re.search("[가-힣]", refusal(path, target))


def test_a_missing_file_names_its_neighbour(tmp_path):
    (tmp_path / "iris.csv").write_text(GOOD)
    assert "Did you mean iris.csv?" in refusal(tmp_path / "irsi.csv")
    assert "Did you mean iris.csv?" in refusal(tmp_path / "IRIS.csv")
    (tmp_path / "ko.csv").write_text(GOOD)
    assert "Did you mean" not in refusal(tmp_path / "nofile.csv")
    assert "no folder" in refusal(tmp_path / "nowhere" / "iris.csv")
    assert "no file" in refusal(tmp_path / "iris.csv" / "iris.csv")


def test_a_directory(tmp_path):
    assert "a folder" in refusal(tmp_path)


def test_a_pipe(tmp_path):
    os.mkfifo(tmp_path / "pipe.csv")
    assert "a pipe" in refusal(tmp_path / "pipe.csv")


def test_a_file_without_permission():
    before = os.geteuid()
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        path = Path(folder) / "secret.csv"
        path.write_text(GOOD)
        path.chmod(0)
        if before == 0:
            os.seteuid(65534)  # root may read anything, nobody may not
        try:
            assert "Permission denied" in refusal(path)
        finally:
            os.seteuid(before)


def test_a_name_that_no_file_can_have():
    assert "cannot be read" in refusal("a\0b.csv")
    assert "cannot be read" in refusal("a" * 300 + ".csv")
    assert "no file" in refusal("two\nlines.csv")


def test_ten_gigabytes_are_refused_before_they_are_read(tmp_path):
    path = tmp_path / "huge.csv"
    path.touch()
    os.truncate(path, 10 * 2**30)  # a sparse file takes no room on disk
    line = refusal(path)
    assert "10,737,418,240 bytes" in line
    assert f"{DEFAULT_MAX_BYTES:,}" in line


def test_text_under_the_name_of_a_parquet_file(tmp_path):
    path = tmp_path / "table.parquet"
    for content in ("hello", GOOD):
        path.write_text(content)
        assert "not a Parquet file, which begins with PAR1" in refusal(path, "kind")


def test_a_small_file_that_unpacks_to_more_than_the_bound(tmp_path):
    path = tmp_path / "equal.parquet"
    pq.write_table(pa.table({"x": pa.array([1] * 10**6), "y": pa.array([1] * 10**6)}), path)
    assert path.stat().st_size < 10**5
    assert "1,000,000 rows of 2 columns" in refusal(path, max_bytes=10**6)


def test_one_hot_columns_that_pass_the_bound(tmp_path):
    path = tmp_path / "words.csv"
    path.write_text("word,y\n" + "".join(f"w{i % 500},{i % 2}\n" for i in range(2000)))
    assert "500 features of column 'word' alone" in refusal(path, max_bytes=10**6)


def test_an_ignored_column_has_to_exist(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text(GOOD)
    assert "Did you mean city?" in refusal(path, "kind", ignore=["citty"])


def test_the_target_cannot_be_ignored(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text(GOOD)
    assert "'kind' is the target" in refusal(path, "kind", ignore=["city", "kind"])


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (pa.array([[1], [2]]), "list"),
        (pa.array([{"a": 1}, {"a": 2}]), "struct"),
        (pa.array([b"1", b"2"]), "binary"),
        (pa.array([datetime.date(2024, 1, 1)] * 2), "holds dates"),
        (pa.array([datetime.datetime(2024, 1, 1)] * 2), "holds dates"),
        (pa.array([1, None]), "'x', row 2 (the first row is row 1): an empty cell"),
        (pa.array([1.5, float("nan")]), "'x', row 2"),
        (pa.nulls(2), "'x', row 1"),
        (pa.array([2**63, 2**63 + 1], pa.uint64()), "only 1 as"),
        (
            pa.array([decimal.Decimal(10**25), decimal.Decimal(10**25 + 1)]),
            "only 1 as",
        ),
        (pa.array(["u", None]), "'x', row 2"),
    ],
)
def test_parquet_columns_that_are_no_numbers(tmp_path, cells, said):
    path = tmp_path / "table.parquet"
    pq.write_table(pa.table({"x": cells, "y": [0, 1]}), path)
    assert said in refusal(path)


def test_parquet_without_rows_or_with_doubled_names(tmp_path):
    path = tmp_path / "table.parquet"
    pq.write_table(pa.table({"x": pa.array([], pa.int64()), "y": pa.array([], pa.int64())}), path)
    assert "no rows" in refusal(path)
    pq.write_table(pa.Table.from_arrays([pa.array([1])] * 2, names=["x", "x"]), path)
    assert "columns 1 and 2" in refusal(path)


def test_a_name_that_is_no_utf8(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/a\xff.csv"))
    path.write_text("x,y\n1,2\n2,3\n")
    with pytest.raises(DataError, match=r"a\\udcff\.csv': the file's name is not UTF-8; rename"):
        load(str(path), target="y")
