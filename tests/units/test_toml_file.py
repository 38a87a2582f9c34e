"""A network of units from a TOML file, and every way in which there is none in it."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sampling import examples

from glassnet.errors import SettingError
from glassnet.units.toml_file import read_units

THREE = """
inputs = ["humid", "바람", "[dry]"]
activation = "step"
target = [1, 0, 1]
rows = [[0.5, 0, 0], [0, 2, 1], [-1, -1, 3]]

[[layers]]
units = [
    { name = "비", weights = [2, -1.5, 0], bias = -0.5, activation = "linear" },
    { weights = [0, 0, 1], activation = "linear" },
]

[[layers]]
units = [{ name = "out", weights = [1, 1], bias = 0.25 }]
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "units.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_three_inputs_with_names_and_rows_of_their_own(tmp_path: Path) -> None:
    table = read_units(written(tmp_path, THREE))
    assert table.network.inputs == ("humid", "바람", "[dry]")
    assert table.network.names == (("비", "NN2"), ("out",))
    x = np.array([[0.5, 0, 0], [0, 2, 1], [-1, -1, 3]])
    first = np.stack([2 * x[:, 0] - 1.5 * x[:, 1] - 0.5, x[:, 2]], 1)
    assert table.layers[0].outputs.tolist() == first.tolist()
    assert table.layers[1].outputs[:, 0].tolist() == (first.sum(1) + 0.25 > 0).tolist()
    assert table.correct is not None
    assert table.correct.tolist() == [True, True, True]


def test_what_may_be_left_out(tmp_path: Path) -> None:
    file = read_units(written(tmp_path, "layers = [{units = [{weights = [1, 2]}]}]"))
    assert file.network.inputs == ("x1", "x2")
    (unit,) = file.network.layers[0]
    assert (unit.bias, unit.activation, unit.name) == (0, "sigmoid", "")
    assert file.x.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert file.target is None


def test_a_mark_before_the_text_is_no_mistake(tmp_path: Path) -> None:
    assert read_units(written(tmp_path, "\ufeff" + THREE)).network.inputs[0] == "humid"


UNITS = "layers = [{units = [{weights = [1, 1]}]}]\n"
LAYERS = "expected [[layers]] with units, each with weights and bias."

# A file -> what is said of it, after its name.
DAMAGED = {
    "": LAYERS,
    "# nothing": LAYERS,
    "layers = 3": LAYERS,
    "layers = []": LAYERS,
    "layers = [1]": LAYERS,
    "layers = [[]]": LAYERS,
    "layers = {}": LAYERS,
    "[layers]\nunits = [{weights = [1]}]": LAYERS,
    "[[layers]]": LAYERS,
    "[[layers]]\nunits = 3": LAYERS,
    "[[layers]]\nunits = {weights = [1]}": LAYERS,
    "[[layers]]\nunits = ['a']": LAYERS,
    "[[layers]]\nunits = [[1, 2]]": LAYERS,
    "[[layers]]\nunits = [{}]": LAYERS,
    "[[layers]]\nunits = [{bias = 3}]": LAYERS,
    "[[layers]]\nunits = []": "a network without units;",
    "layer = 3": "unknown key layer. Did you mean layers?",
    "'a\\nb' = 3": "unknown key a\\nb. Known: inputs, activation, target, rows,",
    '"a\\nb" = 3': "unknown key 'a\\nb'.",
    "[[layers]]\nunit = []": "layers: unknown key unit. Did you mean units?",
    "[[layers]]\nunits = [{weight = [1]}]": "units: unknown key weight. Did you mean wei",
    "[[layers]]\nunits = [{weights = [1], biass = 1}]": "units: unknown key biass. Did you",
    "[[layers]]\nunits = [{weights = 'a'}]": "a weight is 'a';",
    "[[layers]]\nunits = [{weights = []}]": "a unit without weights;",
    "[[layers]]\nunits = [{weights = {}}]": "a unit without weights;",
    "[[layers]]\nunits = [{weights = {a = 1}}]": "a weight is 'a';",
    "[[layers]]\nunits = [{weights = [[1]]}]": "a weight is [1];",
    "[[layers]]\nunits = [{weights = [true]}]": "a weight is True;",
    "[[layers]]\nunits = [{weights = [inf]}]": "a weight is inf;",
    "[[layers]]\nunits = [{weights = [1e300]}]": "a weight is 1e+300;",
    "[[layers]]\nunits = [{weights = [0x" + "f" * 5000 + "]}]": "a weight is int;",
    "[[layers]]\nunits = [{weights = [" + "9" * 5000 + "]}]": "a number has too many digits.",
    "[[layers]]\nunits = [{weights = [1979-05-27]}]": "a weight is datetime.date(1979, 5, 27);",
    "[[layers]]\nunits = [{weights = [1], bias = []}]": "a bias is [];",
    "[[layers]]\nunits = [{weights = [1], bias = nan}]": "a bias is nan;",
    "[[layers]]\nunits = [{weights = [1], name = 3}]": "unit name 3;",
    "[[layers]]\nunits = [{weights = [1], name = ['a']}]": "unit name ['a'];",
    "[[layers]]\nunits = [{weights = [1], name = \"a\\nb\"}]": "unit name 'a\\nb';",
    "[[layers]]\nunits = [{weights = [1], activation = ['step']}]": "unknown activation ['step'].",
    "[[layers]]\nunits = [{weights = [1], activation = 'stp'}]": "unknown activation stp. Did",
    "activation = 'stp'\n" + UNITS: "unknown activation stp. Did you mean",
    "activation = ['step']\n" + UNITS: "unknown activation ['step'].",
    "activation = {}\n" + UNITS: "unknown activation {}.",
    "activation = 3\nlayers = [{units = [{weights = [1], activation = 'step'}]}]": "unknown",
    "inputs = 'ab'\n" + UNITS: "inputs ab: expected a name for each input",
    "inputs = 2\n" + UNITS: "inputs 2:",
    "inputs = [1, 2]\n" + UNITS: "inputs [1, 2]:",
    "inputs = [['a'], ['b']]\n" + UNITS: "inputs [['a'], ['b']]:",
    "inputs = ['a', 'a']\n" + UNITS: "inputs ['a', 'a']:",
    "inputs = ['a']\n" + UNITS: "NN1 has 2 weights; expected 1,",
    "inputs = [": "not valid TOML: Invalid value.",
    "a = 1\nb = 2\n[[layers]\n": "not valid TOML, line 3, column 9: Expected ']]' at the end",
    "a = 1\na = 2\n# more": "not valid TOML, line 2, column 6: Cannot overwrite a value.",
    "a = 2024-02-30": "not valid TOML, line 1, column 5: Invalid date or datetime.",
    "a = " + "[" * 100_000: "brackets are nested too deeply.",
}  # fmt: skip


@pytest.mark.parametrize("text", DAMAGED, ids=list(map(str, range(len(DAMAGED)))))
def test_a_damaged_file_gets_one_line(text: str, tmp_path: Path) -> None:
    path = written(tmp_path, text)
    with pytest.raises(SettingError) as caught:
        read_units(path)
    said = str(caught.value)
    assert said.startswith(f"{path}: {DAMAGED[text]}")
    assert "\n" not in said


# Of a file whose units are good: target or rows that are none.
NOT_COMPUTED = {
    "target = 3": "the target is 3; expected a gate such as xor, or a 0 or 1 for each row.",
    "target = true": "the target has 1 values; expected 4.",
    "target = {}": "the target is {};",
    "target = ['0', '1', '1', '0']": "the target holds '0' for row 1; expected 0 or 1.",
    "target = [0, 1, 1]": "the target has 3 values; expected 4.",
    "target = [[0, 1], [1]]": "the target is [[0, 1], [1]];",
    "target = [[0], [1], [7], [0]]": "the target holds 7 for row 3;",
    "target = '0111011'": "the target has 7 values; expected 4.",
    "target = 'parity:3'": "target parity:3: the network has 2 inputs.",
    "target = 'parity:17'": "parity:17: expected parity:N with a whole number from 1 to 16",
    "target = 1979-05-27": "the target is datetime.date(1979, 5, 27);",
    "target = 'xro'": "xro is not a truth table; expected a gate",
    "rows = []": "rows of shape 0;",
    "rows = false": "rows of shape ();",
    "rows = [0, 1]": "rows of shape 2;",
    "rows = [[0, 1], [1]]": "row 2 has one number; expected 2.",
    "rows = [['0', '1']]": "row 1 holds '0'; expected finite float32 numbers, up to 3.4e38.",
    "rows = [[0, 1], [0, nan]]": "row 2 holds nan;",
    "rows = [[0, {}]]": "row 1 holds {};",
    "rows = [[0, 07:32:00]]": "row 1 holds datetime.time(7, 32);",
    "rows = [[0, 1e300]]": "row 1 holds 1e+300;",
    "rows = " + "[" * 90 + "]" * 90: "rows: expected finite",
    "target = 'xor'\nrows = [[0, 2]]": "target xor: a gate needs rows of 0 and 1",
}


@pytest.mark.parametrize("text", NOT_COMPUTED, ids=list(map(str, range(len(NOT_COMPUTED)))))
def test_target_and_rows_that_are_none(text: str, tmp_path: Path) -> None:
    path = written(tmp_path, f"{text}\n{UNITS}")
    with pytest.raises(SettingError) as caught:
        read_units(path)
    assert str(caught.value).startswith(f"{path}: {NOT_COMPUTED[text]}")


@pytest.mark.parametrize("target", ["xor", "XOR", "parity:2", "0110"])
def test_a_target_by_name_or_as_a_table(target: str, tmp_path: Path) -> None:
    table = read_units(written(tmp_path, f"target = '{target}'\n{UNITS}"))
    assert table.target is not None
    assert table.target.ravel().tolist() == [0, 1, 1, 0]


SIMPLE = ("0", "1", "-3", "0.5", "1e300", "nan", "true", "''", "'xor'", "'step'", '"\\n"')
OTHERS = ("inf", "1979-05-27", "07:32:00", "0x" + "f" * 400)
VALUES = st.recursive(
    st.sampled_from(SIMPLE + OTHERS),
    lambda parts: (
        st.lists(parts, max_size=3).map(lambda items: f"[{', '.join(items)}]")
        | st.tuples(st.sampled_from(["weights", "bias", "units", "a"]), parts).map(
            lambda pair: f"{{{pair[0]} = {pair[1]}}}"
        )
    ),
    max_leaves=6,
)


@given(
    st.dictionaries(st.sampled_from(["inputs", "activation", "target", "rows"]), VALUES),
    st.dictionaries(st.sampled_from(["name", "bias", "activation", "weights"]), VALUES),
    st.sampled_from(["layers = [{{units = [{{{}}}]}}]", "layers = [{{units = {{{}}}}}]"]),
)
@examples(150)
def test_any_values_are_a_table_or_one_line(
    tmp_path_factory: pytest.TempPathFactory, top: dict[str, str], unit: dict[str, str], form: str
) -> None:
    unit = {"weights": "[1, 1]", **unit}
    lines = [f"{key} = {value}" for key, value in top.items()]
    lines.append(form.format(", ".join(f"{key} = {value}" for key, value in unit.items())))
    path = written(tmp_path_factory.getbasetemp(), "\n".join(lines))
    try:
        table = read_units(path)
    except SettingError as error:
        said = str(error)
    else:
        said = ""
        assert np.isfinite(table.layers[-1].outputs).all()
        assert len(table.x) == len(table.layers[-1].outputs) > 0
    assert "\n" not in said


def test_what_is_no_text_file(tmp_path: Path) -> None:
    binary = tmp_path / "binary.toml"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingError, match=r"binary.toml: not UTF-8 text; save it as UTF-8\.$"):
        read_units(binary)
    with pytest.raises(SettingError, match=r"missing.toml: no such file\.$"):
        read_units(tmp_path / "missing.toml")
    with pytest.raises(SettingError, match=r": a folder; expected a TOML file\.$"):
        read_units(tmp_path)


def test_what_never_ends_is_not_read(tmp_path: Path) -> None:
    endless, pipe, large = (tmp_path / name for name in ("endless.toml", "pipe.toml", "large.toml"))
    endless.symlink_to("/dev/zero")
    os.mkfifo(pipe)
    for path in (endless, pipe):
        with pytest.raises(SettingError, match="toml: a pipe or device; expected a TOML file on"):
            read_units(path)
    with large.open("wb") as file:
        file.truncate(2**40)
    with pytest.raises(SettingError, match="1,099,511,627,776 bytes; expected a TOML file of"):
        read_units(large)
