"""`glassnet trace`: what it shows of formulas, lessons, runs and saved models, and mistakes."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import keras
import numpy as np
import pytest
from jax import lax
from keras import layers

import glassnet as gn
from glassnet.cli.console import PlainConsole
from glassnet.cli.trace import output
from glassnet.text import Language, using


@pytest.fixture
def model(tmp_path: Path) -> Path:
    keras.utils.set_random_seed(1)
    network = keras.Sequential([keras.Input((2,)), layers.Dense(3, "tanh"), layers.Dense(1)])
    network.compile("adam", "mse")
    network.save(tmp_path / "mine.keras")
    return tmp_path / "mine.keras"


def test_the_notes_formula(glassnet) -> None:
    said = glassnet("trace", "w*x + b", "--at", "w=-2,x=5", "--at", "b=3").out
    rows = [line.split() for line in said.splitlines()[2:]]
    assert rows[:3] == [["w", "−2", "5"], ["x", "5", "−2"], ["b", "3", "1"]]
    assert rows[3][-2:] == ["−10", "1"]
    assert rows[4][-2:] == ["−7", "1"]


def test_a_formula_with_a_minus_first_and_a_function_at_the_point(glassnet) -> None:
    found = glassnet("trace", "-x^2", "--at", "x=max(1, 2)", "--json")
    assert json.loads(found.out)["value"] == -4


def test_a_lessons_numbers_are_those_of_python(glassnet) -> None:
    found = json.loads(glassnet("trace", "xor-hidden", "--json").out)
    trace = gn.trace(gn.lessons.LESSONS["xor-hidden"].program.build(), *_xor())
    assert found["value"] == pytest.approx(trace.value)
    [kernel] = [node for node in found["nodes"] if node["name"] == "hidden/kernel"]
    np.testing.assert_allclose(kernel["gradient"], trace.gradients["hidden/kernel"], rtol=1e-6)


def test_a_formula_says_how_it_was_read(glassnet) -> None:
    point = ("--at", "wx=1", "--at", "x=2", "--at", "y=3")
    shown = glassnet("trace", "wx + 3x^2y", *point).out.splitlines()
    read = [
        "read wx as one variable; for a product write w*x.",
        "read 3x^2y as 3*x^2*y; put a longer exponent in parentheses.",
    ]
    assert shown[:3] == [*read, "L = 37"]
    found = glassnet("trace", "wx + 3x^2y", *point, "--json")
    assert found.error.splitlines() == read
    assert json.loads(found.out)["value"] == 37


@pytest.mark.long  # a process of its own
def test_a_lesson_does_not_wait_for_sympy() -> None:
    program = (
        "import sys\nfrom glassnet.cli import run\n"
        "assert run(['trace', 'xor-hidden']) == 0 and 'sympy' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True, stdout=subprocess.DEVNULL)


def test_a_lesson_says_whether_it_is_trained(glassnet) -> None:
    said = glassnet("trace", "xor-hidden").out.splitlines()[0]
    assert said.startswith("xor-hidden, untrained: ")
    assert glassnet("trace", "xor-hidden", "--json").error == f"{said}\n"
    shown = glassnet("trace", "xor-hidden", "--trained", "--check", "--lang", "ko").out
    assert shown.splitlines()[0] == "xor-hidden: 학습을 마친 모습입니다."
    found = json.loads(glassnet("trace", "xor-hidden", "--trained", "--json").out)
    result = gn.lessons.run("xor-hidden")
    assert found["value"] == pytest.approx(gn.trace(result.model, *_xor()).value, rel=1e-4)
    assert found["value"] < result.losses[0] / 10


def _xor() -> tuple[object, object]:
    data = gn.load("xor")
    return data.x, data.y


def test_the_chain_of_one_weight_through_one_row(glassnet) -> None:
    said = glassnet("trace", "xor-hidden", "--weight", "hidden/kernel[0,1]", "--row", "2").out
    assert "∂L/∂hidden/kernel[0,1] = " in said
    assert "through row 2" in said
    assert "∂hidden/matmul[2,1] / ∂hidden/kernel[0,1]" in said
    assert "of all 2 paths sum" in said
    data = json.loads(
        glassnet("trace", "xor-hidden", "--weight", "hidden/kernel[0,1]", "--json").out
    )
    products = [path["product"] for path in data["chain"]["paths"]]
    assert sum(products) == pytest.approx(data["chain"]["gradient"], rel=1e-5)


def test_the_chain_of_a_tensor_and_a_check_in_korean(glassnet) -> None:
    said = glassnet(
        "trace", "xor-hidden", "--weight", "hidden/kernel", "--check", "--lang", "ko"
    ).out
    assert "∂L/∂hidden/kernel = xᵀ · ∂L/∂hidden/matmul" in said
    assert "매개변수" in said
    assert said.count("예") == 4


@pytest.mark.parametrize(
    ("formula", "said"),
    [("ln(x)", "x 1/1 yes"), ("x + 100000000000", "x 0/1 – yes, by rules alone")],
)
def test_a_check_says_whether_rules_alone_agree(glassnet, formula: str, said: str) -> None:
    shown = glassnet("trace", formula, "--at", "x=1e-5", "--check").out
    [row] = [line.split() for line in shown.splitlines() if line.startswith("x ")]
    assert [each for each in row if "e-" not in each] == said.split()
    assert "that gn.derive finds by rules has to agree" in shown


def test_node_by_node_without_a_terminal(glassnet) -> None:
    lines = glassnet("trace", "w*x + b", "--at", "w=-2,x=5,b=3", "--step").out.splitlines()
    assert lines == [
        "w = −2",
        "x = 5",
        "b = 3",
        "w*x = w · x = −10",
        "w*x + b = −7",
        "∂L/∂(w*x + b) = 1",
        "∂L/∂(w*x) = ∂L/∂(w*x + b) = 1",
        "∂L/∂b = ∂L/∂(w*x + b) = 1",
        "∂L/∂x = ∂L/∂(w*x) · w = −2",
        "∂L/∂w = ∂L/∂(w*x) · x = 5",
    ]


def test_step_by_step_and_then_the_chain_that_is_asked_for(glassnet) -> None:
    line = ["trace", "w*x + b", "--at", "w=-2,x=5,b=3", "--step", "--weight", "w"]
    out = glassnet(*line).out
    assert out.index("∂L/∂w = ∂L/∂(w*x) · x = 5") < out.index("∂(w*x) / ∂w")


def test_a_saved_model_and_a_picture(glassnet, model: Path, tmp_path: Path) -> None:
    picture = tmp_path / "graph.svg"
    found = glassnet("trace", str(model), "--data", "xor", "--plot", str(picture))
    assert found.code == 0
    assert f"Saved {picture}" in found.out
    ElementTree.parse(picture)
    for ending in ("html", "dot"):
        glassnet("trace", str(model), "--data", "xor", "--plot", str(tmp_path / f"a.{ending}"))
        assert (tmp_path / f"a.{ending}").stat().st_size > 1000


def test_a_run_by_its_name(glassnet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    glassnet("train", "xor", "--epochs", "50", "--seed", "3")
    found = json.loads(glassnet("trace", "xor", "--json").out)
    trained = keras.saving.load_model("runs/xor/model.keras")
    assert found["value"] == pytest.approx(gn.trace(trained, *_xor()).value, rel=1e-5)
    assert found == json.loads(glassnet("trace", "runs/xor", "--json").out)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["w*x", "--at", "w=1"], "no value for x"),
        (["w*"], "expected"),
        (["xor-hiden"], "Did you mean xor-hidden?"),
        (["missing.keras", "--data", "xor"], "missing.keras: no such file."),
        (["xor-hidden", "--weight", "hiden/kernel"], "Did you mean hidden/kernel?"),
        (["xor-hidden", "--weight", "hidden/kernel[0,9]"], "shape [2, 2]"),
        (["xor-hidden", "--weight", "hidden/kernel[0,1]", "--row", "9"], "rows 0 to 3"),
        (
            ["xor-hidden", "--weight", "hidden/kernel", "--row", "1"],
            "give an index, such as hidden/kernel[0,0]",
        ),
        (["xor-hidden", "--row", "1"], "--row 1: needs --weight"),
        (["xor-hidden", "--at", "w=1"], "--at: gives values to the variables of a formula"),
        (["xor-hidden", "--data", "xor"], "--data: does not apply to xor-hidden, a lesson"),
        (["x", "--at", "x=1", "--rows", "3"], "--rows: does not apply to a formula"),
        (["x", "--at", "x=1", "--trained"], "--trained: does not apply to a formula"),
        (["missing.keras", "--trained"], "--trained: trains a lesson"),
        (["x", "--at", "x=1", "--plot", "a.pdf"], "a name that ends in one of .svg, .html, .dot"),
        (["x", "--at", "x=1", "--plot", "no/such/a.svg"], "there is no folder no/such"),
        (["x", "--at", "x=1", "--step", "--json"], "expected one of them"),
        ([], "glassnet trace 'x^2 + 3x'"),
        (["x", "--wieght", "x"], "Did you mean --weight?"),
    ],
)
def test_mistakes_get_one_line(glassnet, arguments: list[str], said: str) -> None:
    found = glassnet("trace", *arguments)
    assert found.code == 2
    assert found.out == ""
    assert said in found.error
    assert found.error.count("\n") == 1


def test_a_model_needs_data_that_fit_it(glassnet, model: Path, tmp_path: Path) -> None:
    assert "expected --data" in glassnet("trace", str(model)).error
    misfit = glassnet("trace", str(model), "--data", "parity:3")
    assert misfit.code == 2
    assert "x [8, 3]" in misfit.error
    assert misfit.error.count("\n") == 1
    broken = tmp_path / "broken.keras"
    broken.write_bytes(b"no zip")
    found = glassnet("trace", str(broken), "--data", "xor")
    assert found.code == 2
    assert "not a .keras file" in found.error
    assert found.error.count("\n") == 1


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "is a loop of 5,000 steps, 5,000 operations in all, and stays one node: only loops "
               "of up to 4,000 operations are unrolled. Give at most 4,000 steps to see each."),
        ("ko", "단계를 4,000개 이하로 줄이면 단계마다 볼 수 있습니다."),
    ],
)  # fmt: skip
def test_a_loop_that_is_too_long_to_be_shown_says_what_would_be(
    language: Language, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    many = lambda w: lax.scan(lambda carry, _: (carry * w, None), w, None, length=5_000)[0]
    trace = gn.trace(many, np.float32(1.0))
    assert [(loop.steps, loop.operations, loop.most_steps) for loop in trace.loops] == [
        (5_000, 5_000, 4_000)
    ]
    with using(language):
        output.show(PlainConsole(quiet=False), trace, None, None)
    assert said in capsys.readouterr().out
    assert gn.trace("w*x", w=1, x=2).loops == []


def test_what_is_printed_in_korean_has_no_english_prose(glassnet) -> None:
    """Names of nodes and of operations are the same in every language."""
    for more in ([], ["--step"], ["--weight", "hidden/kernel[0,1]"], ["--check"]):
        said = glassnet("trace", "xor-hidden", "--lang", "ko", *more).out
        words = set(re.findall(r"[A-Za-z]{2,}", said))
        assert words <= {
            "hidden", "output", "kernel", "bias", "loss", "matmul", "add", "sigmoid", "log",
            "multiply", "subtract", "negative", "sum", "divide", "xor", "trained",
        }, more  # fmt: skip


@keras.saving.register_keras_serializable("tests")
class Endless(layers.Layer):
    def call(self, inputs):
        return lax.while_loop(lambda a: keras.ops.sum(a) < 10, lambda a: a * 2, inputs)


def test_a_model_without_a_gradient_is_one_line(glassnet, tmp_path: Path) -> None:
    network = keras.Sequential([keras.Input((2,)), Endless(), layers.Dense(1)])
    network.add(Endless())
    network.compile("sgd", "mse")
    network.save(tmp_path / "endless.keras")
    found = glassnet("trace", str(tmp_path / "endless.keras"), "--data", "xor")
    assert (found.code, found.out, found.error.count("\n")) == (2, "", 1)
    assert "Reverse-mode differentiation does not work for lax.while_loop" in found.error


@pytest.mark.parametrize("more", [["--weight", "w"], ["--check"], ["--weight", "w", "--check"]])
def test_what_is_not_finite_is_null_in_json(glassnet, more: list[str]) -> None:
    def refused(name: str) -> None:
        raise AssertionError(f"{name} is not JSON")

    said = glassnet("trace", "1/w", "--at", "w=0", *more, "--json").out
    found = json.loads(said, parse_constant=refused)
    assert found["value"] is None
    if "--weight" in more:
        assert found["chain"]["gradient"] is None


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["folder.keras", "--data", "xor"],
            "folder.keras: model.save('name.keras')로 저장한 모델 파일이어야 하는데 폴더입니다.",
        ),
        (["xor-hiden"], "혹시 xor-hidden인가요?"),
        (["missing.keras", "--data", "xor"], "그런 파일이 없습니다."),
    ],
)
def test_a_name_that_is_none_is_said_in_korean(
    glassnet, arguments: list[str], said: str, tmp_path: Path
) -> None:
    (tmp_path / "folder.keras").mkdir()
    answer = glassnet("trace", *arguments, "--lang", "ko")
    assert (answer.code, answer.out, answer.error.count("\n")) == (2, "", 1)
    assert said in answer.error
