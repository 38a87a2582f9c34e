# ruff: noqa: E501
"""Compare what two checkouts print: every command of the READMEs and pages, and a list of its own.

    python scripts/compare_outputs.py BEFORE AFTER [--only PATTERN] [--json-only] [--list] [-v]

Each checkout runs with its own .venv and its own src on PYTHONPATH, in empty temporary folders. The
pages are those of BEFORE. Times, dates, speeds and paths are made equal first. Where a text
differs, its numbers are compared: "wording" means the same numbers in other words. `--json` is
compared key by key, and so are the attributes of what the public functions return. Exit code 0: no
difference but in wording.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import difflib
import hashlib
import inspect
import io
import json
import multiprocessing
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import traceback
import types
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# ---------------------------------------------------------------------------------- what is run

LANGUAGES = ("en", "ko")
SECONDS = 240  # a command may take
# What derive says of a busy machine; the command is tried again.
TOO_SLOW = re.compile(r"\b5 ?(seconds|초)")
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.DOTALL | re.MULTILINE)
EXAMPLE = re.compile(r"^>>> .*\n(?:^\.\.\..*\n)*", re.MULTILINE)

FLOWERS = "\n".join(
    ["size,colour,species"]
    + [
        f"{size + i % 7 / 10},{colour},{name}"
        for i in range(30)
        for name, size, colour in [
            ("small", 1.0, "red"),
            ("large", 5.0, "red"),
            ("white", 3.0, "white"),
        ]
    ]
)
FILES = {
    "table.csv": "x,y\n1,1.5\n2,2.5\n3,3.5\n4,4.25\n5,5.75\n",
    "long.csv": "x,y\n" + "\n".join(f"{i},{i * 0.5 + i % 3}" for i in range(20)) + "\n",
    "flowers.csv": FLOWERS + "\n",
    "new_flowers.csv": "colour,size\nred,5.1\nwhite,2.9\nred,1.2\n",
    "two.csv": "a,b,c\n1,2,yes\n2,1,yes\n5,6,no\n6,5,no\n1.5,1.5,yes\n5.5,5,no\n",
    "clash.csv": "a,b,c\n1,2,yes\n1,2,no\n5,6,no\n",
    "holes.csv": "a,b,c\n1,,yes\n2,1,yes\n5,6,no\n",
    "word.csv": "a,b,c\n1,x,yes\n2,1,yes\n5,6,no\n",
    "ragged.csv": "a,b\n1,2\n1,2,3\n",
    "empty.csv": "",
    "units.toml": "target = [0, 1, 1, 0]\n"
    "[[layers]]\nunits = [{weights = [5, 5], bias = -8}, {weights = [-7, -7], bias = 3}]\n"
    "[[layers]]\nunits = [{weights = [-11, -11], bias = 6}]\n",
    "damaged.toml": "layers = 3",
    "syntax.toml": "layer",
    "mine.keras": "no model",
}

MODELS = """
import glassnet, keras
def saved(name, output, loss, classes=1, inputs=2, **settings):
    keras.utils.set_random_seed(1)
    model = keras.Sequential([
        keras.Input((inputs,)), keras.layers.Dense(3, "relu", name="hidden"),
        keras.layers.Dense(classes, output, name="output")])
    model.compile(keras.optimizers.Adam(0.01), loss, **settings)
    model.save(name)
saved("good.keras", "sigmoid", "binary_crossentropy", metrics=["accuracy"])
saved("softmax.keras", "softmax", "binary_crossentropy")
saved("linear.keras", None, "mse")
saved("flowers.keras", "softmax", "sparse_categorical_crossentropy", classes=3, inputs=3)
print("saved")
"""

# Each line: a command and whether it also knows --json. Run in both languages.
OWN = """
--help | -h | --version | -- | trian | --color
train --help | runs --help | runs show --help | runs delete --help | lesson --help | board --help
derive --help | units --help | separable --help | trace --help | diagnose --help
train xor --epochs 300 * | train and --epochs 50 --name a1 * | train parity:3 --epochs 200 *
train moons --epochs 30 --plot --tensorboard * | train spiral --layers 8,8 --epochs 20 *
train circles --epochs 10 --validation-split 0.25 --optimizer sgd --learning-rate 0.1 *
train blobs --epochs 20 --batch-size 32 * | train xor-cloud --rows 60 --noise 0.1 --epochs 10 *
train flowers.csv --target species --validation-split 0.2 --epochs 100 *
train flowers.csv --target size --epochs 50 --every 10 * | train table.csv --target y --epochs 50 *
train long.csv --target y --optimizer sgd --activation linear --learning-rate 1 *
train flowers.csv --target species --ignore colour --epochs 20 --name less --quiet
train or --epochs 200 --record weights --record gradients --record-every 20 --plot --name kept *
train or --epochs 200 --loss mse --initializer zeros --seed 3 --name zeros *
train --resume xor | train --resume xro | train xor --epochs 300 --name xor
runs * | runs show xor * | runs show xro * | runs delete xro --yes | runs --out nowhere *
runs delete a1 --yes | runs delete kept
lesson * | lesson xor-units * | lesson xor-hidden * | lesson xor-deep --epochs 300 *
lesson xor-keras --epochs 200 * | lesson xor-hidden --source | lesson xor-hiden *
lesson xor-hidden --seed 3 --epochs 50 * | lesson xor-hidden --epochs 0 *
board nowhere | board --port 99999
derive x^2 * | derive 'x^2 + 3x' --at x=3 * | derive 'log(sigmoid(w*x + b))' --wrt w --at w=-2,x=5,b=3 *
derive 'wx+b' * | derive '3x^2y' * | derive 3 --wrt x * | derive 'abs(x)' --at x=1 * | derive 'relu(x-2)' *
derive 'sin(x)/x' --at x=0.5 * | derive 'x^x' * | derive 'x*y^2' --wrt x*y * | derive x^5 --wrt x^2 *
derive 'sigmoid(x)' --definitions * | derive 'tanh(x)*exp(-x)' --latex | derive 'x^2*y' --markdown
derive 'sqrt(x^2+1)' --at x=1/2 --at x=2 * | derive 'max(x, y)' * | derive 'log(x)/x' --plot d.png
derive 'e^(2x)' * | derive 'cos(x)^2 + sin(x)^2' * | derive 'u = 2x
sin(u)' * | derive 'softplus(x)' * | derive '1/(1+e^(-x))' --at x=0 *
units xor * | units and * | units nor * | units xnor --plot u.svg * | units units.toml *
units --unit 'w=5,5 b=-8' * | units xor --unit 'w=5,5 b=-8' --unit 'w=-7,-7 b=3' --unit 'w=-11,-11 b=6' *
units or --unit 'w=1,1 b=0' --activation step * | units --search and --hidden 0 *
units --search xor --hidden 2 --most 1 * | units --search parity:3 --hidden 0 --most 1 *
units damaged.toml | units syntax.toml | units missing.toml
separable xor * | separable and * | separable parity:3 * | separable moons * | separable blobs --class 0 *
separable circles --rows 20 --noise 0.01 * | separable two.csv --target c * | separable clash.csv --target c *
separable flowers.csv --target species --class small * | separable flowers.csv --target species *
separable and --plot s.png * | separable holes.csv --target c * | separable word.csv --target c *
separable xro * | separable two.csv * | separable two.csv --target z * | separable xor --plot a.gif
separable two.csv --target a * | separable parity:40 * | separable xor --target y *
trace 'w*x + b' --at w=-2,x=5,b=3 * | trace xor-hidden * | trace xor-units * | trace xor-deep --rows 2 *
trace xor-keras * | trace xor-hidden --weight 'hidden/kernel[0,1]' --row 2 *
trace xor-hidden --weight hidden/kernel * | trace xor-hidden --weight 'hidden/kernel[0,1]' *
trace xor-hidden --check * | trace 'log(w)' --at w=0 * | trace '1/w' --at w=0 --check *
trace xor-hidden --plot t.svg | trace xor-hidden --plot t.html | trace xor-hidden --plot t.dot
trace 'w*x + b' --at w=-2,x=5,b=3 --step | trace 'sin(x)^2' --at x=1e-5 --check *
trace good.keras --data xor * | trace good.keras * | trace good.keras --data parity:3 *
trace flowers.keras --data flowers.csv --target species --rows 3 * | trace xor * | trace runs/xor *
trace moons --rows 2 * | trace mine.keras --data xor | trace xor-hiden | trace 'w*x'
trace xor-hidden --weight hiden/kernel | trace xor-hidden --weight 'hidden/kernel[9,9]'
trace xor-hidden --row 9 --weight 'hidden/kernel[0,0]' | trace x --at x=1 --data xor
trace 'w*x' --at w=1 | trace 'w*x' --at w=1,x=a | trace 'relu(x)' --at x=0 *
diagnose xor-hidden * | diagnose xor-units * | diagnose xor * | diagnose runs/zeros *
diagnose softmax.keras --data moons * | diagnose linear.keras --data moons * | diagnose good.keras --data xor *
diagnose flowers.keras --data flowers.csv --target species * | diagnose good.keras | diagnose nowhere
diagnose mine.keras --data moons | diagnose good.keras --data parity:3 * | diagnose xor-hidden --rows 0
train '' | train xor --lang ko | train ragged.csv --target a | train empty.csv --target a
train holes.csv --target c | train flowers.csv --target species --loss mse | train xor --record weihgts
derive x --latex --json | derive x --lang fr | derive | derive x y | derive 'sni(x)' | derive '(x+1'
"""

PYTHON = {
    "derive": 'gn.derive("log(sigmoid(w*x + b))", "w")',
    "derive gradient": 'gn.derive("w*x^2 + b")',
    "derive at": 'gn.derive("w*x^2 + b").at(w=1, x=2, b=3)',
    "derive limit": 'gn.derive("x^3").limit_table(x=2)',
    "derive check": 'gn.derive("x^3*sin(x)").check(x=2)',
    "derive latex": 'gn.derive("x^3/tanh(x)").latex()',
    "derive markdown": 'gn.derive("x^3/tanh(x)").markdown()',
    "constant": 'gn.derive("3", wrt="x")',
    "load": "[gn.load(name) for name in ('xor', 'moons', 'parity:3')]",
    "load file": "gn.load('flowers.csv', target='species')",
    "preparation": "gn.load('flowers.csv', target='species').preparation.to_json()",
    "datasets": "sorted(gn.DATASETS)",
    "defaults": "gn.defaults_for(gn.load('xor'))",
    "build": "gn.build(gn.load('xor'), layers=[3]).to_json()",
    "separate": "gn.separate([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 0, 0, 1])",
    "separate not": "gn.separate([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0])",
    "separate removal": "gn.separate([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0]).removal()",
    "separate unit": "gn.separate([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 0, 0, 1]).unit()",
    "unit": "gn.Unit([5, 5], -8)",
    "units": "UNITS",
    "units merged": "UNITS.merged()",
    "units table": "UNITS.truth_table()",
    "units keras": "[w.tolist() for w in UNITS.to_keras().get_weights()]",
    "trace formula": 'gn.trace("w*x + b", w=-2, x=5, b=3)',
    "trace": "gn.trace(model(), x, y)",
    "trace dict": "gn.trace(model(), x, y).to_dict()",
    "trace dot": "gn.trace(model(), x, y).to_dot()",
    "trace svg": "gn.trace(model(), x, y).to_svg()",
    "trace chain": 'gn.trace(model(), x, y).chain("hidden/kernel", (0, 1))',
    "trace tensor chain": 'gn.trace(model(), x, y).chain("hidden/kernel")',
    "trace update": 'gn.trace(model(), x, y).update("hidden/kernel")',
    "trace check": "gn.trace(model(), x, y).check()",
    "trace gradients": "dict(gn.trace(model(), x, y).gradients)",
    "diagnose": "gn.diagnose(model(), x, y)",
    "diagnose zeros": 'gn.diagnose(model("zeros"), x, y)',
    "diagnose findings": '[f.to_dict() for f in gn.diagnose(model("zeros"), x, y)]',
    "diagnose nan": "gn.diagnose(model(), x * float('nan'), y)",
    "fit": "gn.fit(model(), x, y, epochs=20, verbose=0).history",
    "fit not fused": "gn.fit(model(), x, y, epochs=20, verbose=0, fused=False).history",
    "fit bar": "gn.fit(model(), x, y, epochs=3).history",
    "fit diagnose": "gn.fit(model('zeros'), x, y, epochs=50, verbose=0, diagnose=True).findings",
    "recording": "recorded()",
    "record": "gn.Record('weights', names='*/kernel', every=gn.Every(10))",
    "plots": "pictures()",
    "language": "gn.language('ko') if callable(gn.language) else gn.language",
    "errors": "sorted(n for n in vars(gn.errors) if n[0].isupper() and n.endswith('Error'))",
    "bad": "[bad(lambda: f()) for f in BAD]",
}

SETUP = """
import glassnet as gn, keras, numpy as np, warnings
warnings.simplefilter("ignore")
x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype="float32")
y = np.array([[0], [1], [1], [0]], dtype="float32")
UNITS = gn.UnitNetwork(
    [[gn.Unit([5, 5], -8), gn.Unit([-7, -7], 3)], [gn.Unit([-11, -11], 6)]], ["a", "b"])
def model(start="glorot_uniform", compiled=True):
    keras.utils.set_random_seed(1)
    m = keras.Sequential([keras.Input((2,)),
        keras.layers.Dense(3, "relu", kernel_initializer=start, name="hidden"),
        keras.layers.Dense(1, "sigmoid", kernel_initializer=start, name="output")])
    if compiled:
        m.compile(keras.optimizers.Adam(0.05), "binary_crossentropy", metrics=["accuracy"])
    return m
def recorded():
    kept = gn.Recording(["weights", "gradients", "activations", "metrics"], every=5)
    gn.fit(model(), x, y, epochs=20, verbose=0, callbacks=[kept])
    return {key: kept[key] for key in kept} if hasattr(kept, "keys") else dict(kept.series)
def texts(figure):
    import matplotlib.text
    return [t.get_text() for t in figure.findobj(matplotlib.text.Text) if t.get_text()]
def pictures():
    kept = gn.Recording(["weights", "gradients", "activations", "boundary"], every=5)
    history = gn.fit(model(), x, y, epochs=20, verbose=0, callbacks=[kept])
    xor = gn.separate(x, [0, 1, 1, 0])
    return [texts(f) for f in (
        gn.plot_history(history), gn.plot_weights(kept), gn.plot_gradients(kept),
        gn.plot_activations(kept), gn.plot_boundary(kept, x, y), gn.plot_separation(xor),
        gn.plot_units(UNITS.truth_table()), gn.plot_derivative(gn.derive("x^2"), {"x": 1}))]
def bad(work):
    try:
        return ["no error", work()]
    except Exception as error:
        return [type(error).__name__, str(error)]
BAD = [
    lambda: gn.derive("sni(x)"), lambda: gn.derive("x", "y"), lambda: gn.derive("log(x)").at(x=-1),
    lambda: gn.load("xro"), lambda: gn.load("nowhere.csv", target="y"),
    lambda: gn.load("flowers.csv", target="z"), lambda: gn.load("xor", rows=3),
    lambda: gn.build(gn.load("xor"), activation="sigmod"),
    lambda: gn.build(gn.load("xor"), layers=[0]), lambda: gn.Unit([float("nan")]),
    lambda: gn.Unit([1], activation="sigmod"), lambda: gn.UnitNetwork([]),
    lambda: gn.separate([[0, 1]], [0]), lambda: gn.separate([[0, 1], [1, 2]], [0, 2, 1]),
    lambda: gn.trace("w*x", w=1), lambda: gn.trace(model(), x), lambda: gn.trace(model(), x[:, :1], y),
    lambda: gn.trace(model(), x, y).chain("hiden/kernel", (0, 1)),
    lambda: gn.trace(model(), x, y).chain("hidden/kernel", (9, 9)),
    lambda: gn.diagnose(model(compiled=False), x, y), lambda: gn.fit(model(), x, y, batch_size=0),
    lambda: gn.fit(model(), x, y[:3]), lambda: gn.fit(model(), x, y, epochs=-1),
    lambda: gn.fit(model(compiled=False), x, y), lambda: gn.Record("weihgts"), lambda: gn.Every(0),
    lambda: gn.Recording("weihgts"), lambda: gn.TensorBoard(record="weihgts"),
    lambda: gn.Checkpoints("c", every_epochs=0), lambda: gn.plot_history({}),
    lambda: gn.fit(model(), x, y, epochs=1, verbose=0, resume="nowhere"),
    lambda: gn.Preparation.from_json({}),
]
"""


def own_commands() -> Iterator[list[str]]:
    lines = OWN.strip().replace("\n", " | ").replace("u = 2x | sin(u)", "u = 2x\nsin(u)")
    for written in lines.split(" | "):
        arguments = shlex.split(written)
        if arguments[-1] == "*":
            yield arguments[:-1]
            yield [*arguments[:-1], "--json"]
        else:
            yield [] if arguments == ["--"] else arguments


def mistakes(before: Path) -> Iterator[list[str]]:
    """The bad input that BEFORE's own tests know, read from their tables."""
    for name, command in {
        "test_bad_input": "train",
        "test_derive_mistakes": "derive",
        "test_units_mistakes": "units",
    }.items():
        for node in ast.parse((before / f"tests/cli/{name}.py").read_text()).body:
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "MISTAKES":
                assert isinstance(node.value, ast.Dict)
                for key in node.value.keys:
                    given = ast.literal_eval(key) if key is not None else ()
                    yield [command, *(given.split() if isinstance(given, str) else given)]


def groups(before: Path) -> Iterator[dict[str, Any]]:
    """What is run in one folder, in order: {name, language, steps}."""
    for page in sorted([*before.glob("README*.md"), *(before / "docs").glob("*.md")]):
        steps = list(steps_of_page(page.read_text()))
        if steps:
            language = "ko" if page.name.endswith(".ko.md") else "en"
            yield {"name": page.name, "language": language, "steps": steps}
    first = {"kind": "python", "label": "models", "code": MODELS}
    for language in LANGUAGES:
        commands = [*own_commands(), *mistakes(before)]
        yield {
            "name": f"own {language}",
            "language": language,
            "steps": [first, *({"kind": "command", "arguments": given} for given in commands)],
        }
        yield {
            "name": f"python {language}",
            "language": language,
            "steps": [
                {"kind": "python", "label": "set up", "code": SETUP},
                *({"kind": "value", "label": name, "code": code} for name, code in PYTHON.items()),
            ],
        }


def steps_of_page(text: str) -> Iterator[dict[str, Any]]:
    for kind, name, content in BLOCK.findall(text):
        if name:
            yield {"kind": "file", "name": name, "content": content}
        elif kind in ("sh", "console"):
            for line in content.splitlines():
                typed = re.match(r"(?:\$ glassnet|\.venv/bin/glassnet)\b(.*)", line)
                if typed and not typed[1].startswith(" board"):
                    arguments = shlex.split(typed[1], comments=True)
                    if arguments[:2] == ["runs", "delete"]:
                        arguments.append("--yes")
                    # As long as the page says would be a minute or more.
                    arguments = ["2000" if a == "100000" else a for a in arguments]
                    yield {"kind": "command", "arguments": arguments}
        elif kind == "python":
            yield {"kind": "python", "label": content.strip().splitlines()[0], "code": content}
        elif kind == "pycon":
            for example in EXAMPLE.findall(content):
                code = "".join(f"{line[4:]}\n" for line in example.splitlines())
                label = code.strip().splitlines()[0]
                yield {"kind": "typed", "label": label, "code": code}


def label_of(step: dict[str, Any]) -> str:
    if step["kind"] == "command":
        return shlex.join(["glassnet", *step["arguments"]])
    return f"{step['kind']}: {step.get('label', step.get('name'))}"


# ------------------------------------------------------------- the process inside each checkout


def serve(work: Path, answers: Path) -> None:
    """Carry out groups; one process each of a group's Python session and of every command.

    They are forked from this one, which has imported all and started nothing: no threads.
    """
    os.environ["KERAS_BACKEND"] = "jax"
    import warnings

    import glassnet

    # PyArrow starts a thread when it is imported, and a process with threads must not be forked.
    unwanted = ("pandas", "pyarrow", "sklearn")
    sys.modules.update(dict.fromkeys(unwanted))  # type: ignore
    import keras  # noqa: F401
    import lark  # noqa: F401
    import matplotlib.pyplot  # noqa: F401
    import rich.progress  # noqa: F401
    import scipy.optimize  # noqa: F401
    import sympy  # noqa: F401
    import typer  # noqa: F401

    import glassnet.cli

    for name in unwanted:
        del sys.modules[name]
    threads = len(os.listdir("/proc/self/task"))
    assert threads == 1, f"{threads} threads"
    warnings.filterwarnings("ignore", message=".*fork.*")
    context = multiprocessing.get_context("fork")
    job = json.loads(work.read_text())
    with answers.open("w") as file:

        def put(**answer: Any) -> None:
            file.write(json.dumps(answer) + "\n")
            file.flush()

        if job["api"]:
            put(group="api", step="api", value=alone(context, lambda: public_interface(glassnet)))
        for group in job["groups"]:
            with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
                for name, content in FILES.items():
                    Path(name).write_text(content)
                os.environ["GLASSNET_LANG"] = group["language"]
                session = None
                for step in group["steps"]:
                    found: dict[str, Any] = {}
                    match step["kind"]:
                        case "file":
                            Path(step["name"]).write_text(step["content"])
                            continue
                        case "command":
                            for _ in range(4):
                                found = command(context, step["arguments"], folder)
                                if not TOO_SLOW.search(found["error"]):
                                    break
                        case _:
                            session = session or Session(context)
                            found = session.ask(step)
                    put(group=group["name"], step=label_of(step), **tidy_all(found, folder))
                if session:
                    session.end()


def command(context: Any, arguments: list[str], folder: str) -> dict[str, Any]:
    """Its exit code and what it printed, in a forked process that calls the shell's main()."""

    def call(out: str, error: str) -> None:
        for stream, path in ((1, out), (2, error)):
            os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), stream)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        sys.stdin = os.fdopen(0, "r")
        sys.stdout = os.fdopen(1, "w", encoding="utf-8")
        sys.stderr = os.fdopen(2, "w", encoding="utf-8", buffering=1)
        sys.argv = ["glassnet", *arguments]
        from glassnet.cli import main

        try:
            main(arguments)
        except BaseException:
            traceback.print_exc()
            sys.stderr.flush()
            os._exit(99)

    with tempfile.TemporaryDirectory() as kept:
        out, error = f"{kept}/out", f"{kept}/error"
        before = files_in(folder)
        process = context.Process(target=call, args=(out, error))
        process.start()
        process.join(SECONDS)
        if process.is_alive():
            process.kill()
            process.join()
        printed = [Path(path).read_text() if os.path.exists(path) else "" for path in (out, error)]
        new = sorted(files_in(folder) - before)
    return {"code": process.exitcode, "out": printed[0], "error": printed[1], "files": new}


def files_in(folder: str) -> set[str]:
    """Without checkpoints: when they are written depends on the machine's speed."""
    names = {str(path.relative_to(folder)) for path in Path(folder).rglob("*")}
    return {name for name in names if "checkpoints" not in name}


def alone(context: Any, work: Any) -> Any:
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=lambda: sender.send(work()))
    process.start()
    found = receiver.recv()
    process.join()
    return found


class Session:
    """A forked process that runs Python, one step after another."""

    def __init__(self, context: Any) -> None:
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=self._answer, args=(theirs,), daemon=True)
        self.process.start()

    def ask(self, step: dict[str, Any]) -> dict[str, Any]:
        self.pipe.send(step)
        if self.pipe.poll(SECONDS):
            return self.pipe.recv()
        return {"error": "too long"}

    def end(self) -> None:
        self.process.kill()
        self.process.join()

    @staticmethod
    def _answer(pipe: Any) -> None:
        names: dict[str, Any] = {"__name__": "__main__"}
        while True:
            step = pipe.recv()
            out, error, value = io.StringIO(), "", None
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
                try:
                    match step["kind"]:
                        case "value":
                            value = dump(eval(step["code"], names))
                        case "typed":
                            exec(compile(step["code"], "<page>", "single"), names)
                        case _:
                            exec(compile(step["code"], "<page>", "exec"), names)
                except BaseException as raised:
                    error = f"{type(raised).__name__}: {raised}"
            pipe.send({"out": out.getvalue(), "error": error, "value": value})


def dump(value: Any, depth: int = 0) -> Any:
    """Plain data of a value: what it prints as, and of ours every public attribute."""
    import numpy as np

    if value is None or isinstance(value, bool | int | float | str):
        return value
    if hasattr(value, "__array__") and not isinstance(value, np.ndarray):
        value = np.asarray(value)
    if isinstance(value, np.ndarray):
        return {"shape": list(value.shape), "kind": str(value.dtype), "values": value.tolist()}
    if isinstance(value, dict) or hasattr(value, "items"):
        return {str(key): dump(each, depth + 1) for key, each in value.items()}
    if type(value) in (list, tuple, set, frozenset):
        return [dump(each, depth + 1) for each in value]
    found: dict[str, Any] = {"class": type(value).__name__}
    if type(value).__module__.startswith("glassnet"):
        found["str"] = str(value)
        if hasattr(value, "_repr_html_"):
            found["html"] = value._repr_html_()
        if depth < 3:
            for name in dir(value):
                if name.startswith("_") or name in ("graph", "model", "with_traceback"):
                    continue
                try:
                    each = getattr(value, name)
                except Exception as error:
                    each = f"{type(error).__name__}: {error}"
                if not callable(each) or type(each).__module__.startswith("glassnet"):
                    found[name] = dump(each, depth + 1)
        if hasattr(value, "__iter__"):
            found["items"] = [dump(each, depth + 1) for each in value]
    elif "object at 0x" not in (written := str(value)):
        found["str"] = written
    return found


def public_interface(package: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in sorted(package.__all__):
        value = getattr(package, name)
        if isinstance(value, types.ModuleType):
            found[name] = {"module": sorted(n for n in dir(value) if not n.startswith("_"))}
        elif inspect.isclass(value):
            members = {"(class)": parameters(value)}
            for member in dir(value):
                if member.startswith("_") and member not in ("__getitem__", "__len__", "__iter__"):
                    continue
                each = inspect.getattr_static(value, member)
                unbound = getattr(value, member, None)
                members[member] = parameters(unbound) if callable(unbound) else type(each).__name__
            found[name] = members
        elif callable(value):
            found[name] = parameters(value)
        else:
            found[name] = repr(sorted(value)) if isinstance(value, dict) else repr(value)
    return found


def parameters(value: Any) -> Any:
    try:
        signature = inspect.signature(value)
    except (ValueError, TypeError):
        return "no signature"
    return {
        "parameters": [
            f"{each.kind.name.lower()} {each.name}"
            + ("" if each.default is each.empty else f" = {default(each.default)}")
            for each in signature.parameters.values()
        ],
        "annotations": {
            **{each.name: str(each.annotation) for each in signature.parameters.values()},
            "return": str(signature.return_annotation),
        },
    }


def default(value: Any) -> str:
    return re.sub(r" at 0x\w+", "", repr(value))


# ------------------------------------------------------------------ what must differ, made equal

NORMAL: list[tuple[str, str]] = [
    (r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(\.\d+)?(Z|[+-]\d\d:?\d\d)?", "<date>"),
    (r"\d{4}-\d\d-\d\d", "<date>"),
    (r"events\.out\.tfevents[\w.-]*", "<events>"),
    (r"[\d.,]+k? (?=(?:epochs|에포크)(?:/s| a second))", "<speed> "),
    (r"초당 [\d.,]+", "초당 <speed>"),
    (r"[\d.,]+(k|M)? (epochs/s|에포크/초|ep/s)", "<speed>"),
    (r"\b[\d.,]+ ?(ms|µs|s|seconds?|minutes?|초|분)(?![\w/])", "<time>"),
    (r"(?m)^( *seconds +)[\d.,]+", r"\1<time>"),
    (r"\b\d?\d:\d\d(:\d\d)?\b", "<time>"),
    (r"\bprocess \d+", "process <pid>"),
    (r" at 0x[0-9a-f]+", ""),
]
VOLATILE = re.compile(
    r"(^|[._])(seconds|started|ended|finished|created|written|pid|time|speed|epochs_per_second|"
    r"steps_per_second|machine|host|python|platform|folder|duration|date)($|[._])"
)


def tidy(text: str, folder: str) -> str:
    for path in (os.path.realpath(folder), folder):
        text = text.replace(path, "<folder>")
    text = re.sub(r"/\S*/site-packages", "<packages>", text)
    for pattern, normal in NORMAL:
        text = re.sub(pattern, normal, text)
    return "\n".join(line.rstrip() for line in text.splitlines())


def tidy_all(found: Any, folder: str) -> Any:
    match found:
        case str():
            stripped = found.strip()
            if stripped[:1] in ("{", "["):
                with contextlib.suppress(ValueError):
                    return {"json": tidy_all(json.loads(stripped), folder)}
            return tidy(found, folder)
        case dict():
            return {
                tidy(key, folder): "<volatile>" if VOLATILE.search(key) else tidy_all(each, folder)
                for key, each in found.items()
            }
        case list():
            return [tidy_all(each, folder) for each in found]
        case _:
            return found


# ------------------------------------------------------------------------------ the comparison

NUMBER = re.compile(r"\d+(?:[.,]\d+)*(?:e[+-−]?\d+)?")


def flat(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    match value:
        case dict():
            for key, each in value.items():
                yield from flat(each, f"{path}.{key}" if path else key)
            if not value:
                yield path, "{}"
        case list():
            for index, each in enumerate(value):
                yield from flat(each, f"{path}[{index}]")
            if not value:
                yield path, "[]"
        case _:
            yield path, value


def compare(before: Any, after: Any) -> list[tuple[str, str, str]]:
    """(kind, key, what): kind is "wording" or "difference"."""
    left, right = dict(flat(before)), dict(flat(after))
    found: list[tuple[str, str, str]] = []
    gone = [key for key in left if key not in right]
    new = [key for key in right if key not in left]
    found += [("difference", key, f"gone: {brief(left[key])}") for key in gone]
    found += [("difference", key, f"new: {brief(right[key])}") for key in new]
    for key in left.keys() & right.keys():
        one, other = left[key], right[key]
        if one == other or (one != one and other != other):
            continue
        if isinstance(one, str) and isinstance(other, str):
            lost = Counter(NUMBER.findall(one)) - Counter(NUMBER.findall(other))
            won = Counter(NUMBER.findall(other)) - Counter(NUMBER.findall(one))
            if not lost and not won:
                found.append(("wording", key, text_difference(one, other)))
            else:
                numbers = f"numbers gone {[*lost.elements()][:12]}, new {[*won.elements()][:12]}"
                found.append(("difference", key, f"{numbers}\n{text_difference(one, other)}"))
        else:
            found.append(("difference", key, f"{brief(one)} -> {brief(other)}"))
    return found


def brief(value: Any) -> str:
    written = repr(value)
    return written if len(written) <= 160 else written[:157] + "..."


def text_difference(one: str, other: str) -> str:
    lines = difflib.unified_diff(one.splitlines(), other.splitlines(), lineterm="", n=0)
    shown = [f"      {line[:200]}" for line in lines if not line.startswith(("---", "+++", "@@"))]
    return "\n".join(shown[:60] + ([f"      … {len(shown) - 60} more"] if len(shown) > 60 else []))


def run(checkout: Path, job: dict[str, Any], folder: Path) -> tuple[subprocess.Popen[bytes], Path]:
    folder.mkdir()
    work, answers = folder / "work.json", folder / "answers.jsonl"
    work.write_text(json.dumps(job))
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("GLASSNET", "PYTHON", "LC_"))}
    environment = {
        **kept,
        "PYTHONPATH": str(checkout / "src"),
        "COLUMNS": "88",
        "LINES": "60",
        "LANG": "C.UTF-8",
        "PYTHONUTF8": "1",
        "MPLBACKEND": "agg",
        "OPENBLAS_NUM_THREADS": "1",
    }
    program = [str(checkout / ".venv/bin/python"), __file__, "--serve", str(work), str(answers)]
    log = (folder / "log").open("wb")
    process = subprocess.Popen(program, cwd=folder, env=environment, stdout=log, stderr=log)
    return process, answers


def read(answers: Path) -> dict[tuple[str, str, int], dict[str, Any]]:
    """By group and step; a step that comes twice is counted."""
    found: dict[tuple[str, str, int], dict[str, Any]] = {}
    for line in answers.read_text().splitlines():
        answer = json.loads(line)
        group, step = answer.pop("group"), answer.pop("step")
        times = sum(key[:2] == (group, step) for key in found)
        found[group, step, times] = answer
    return found


def main() -> int:
    if sys.argv[1:2] == ["--serve"]:
        serve(Path(sys.argv[2]), Path(sys.argv[3]))
        return 0
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("before", type=Path)
    options.add_argument("after", type=Path)
    options.add_argument("--only", default="", help="groups and commands that match this pattern")
    options.add_argument("--json-only", action="store_true", help="only --json and Python values")
    options.add_argument("--list", action="store_true", help="only list what would be run")
    options.add_argument("--keep", type=Path, help="a folder that keeps BEFORE's answers")
    options.add_argument("-v", "--verbose", action="store_true", help="show wording as well")
    given = options.parse_args()
    before, after = given.before.resolve(), given.after.resolve()

    chosen = []
    for group in groups(before):
        # A page's steps build on each other, and a command may need the runs of those before it:
        # what is not asked for is run where it prepares what is, and its answer not compared.
        if any(wanted(group["name"], step, given) for step in group["steps"]):
            chosen.append(group)
    if given.list:
        for group in chosen:
            print(group["name"])
            for step in group["steps"]:
                if wanted(group["name"], step, given):
                    print("   ", label_of(step).splitlines()[0])
        return 0
    job = {"api": not given.only or "api" in given.only, "groups": [trim(g, given) for g in chosen]}
    with tempfile.TemporaryDirectory() as folder:
        kept = given.keep and given.keep / (hashlib.sha1(json.dumps(job).encode()).hexdigest())
        started = [run(after, job, Path(folder) / "after")]
        if not kept or not kept.exists():
            started.append(run(before, job, Path(folder) / "before"))
        for process, answers in started:
            process.wait()
            if process.returncode:
                log = (answers.parent / "log").read_text()
                print(f"{answers.parent.name}: the process failed\n{log[-3000:]}")
        if kept and not kept.exists():
            kept.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(started[1][1], kept)
        left = read(kept or started[1][1])
        right = read(started[0][1])
    return report(left, right, given)


def wanted(group: str, step: dict[str, Any], given: argparse.Namespace) -> bool:
    name = f"{group}: {label_of(step)}"
    if given.json_only and not (step["kind"] == "value" or "--json" in step.get("arguments", ())):
        return False
    return re.search(given.only, name) is not None


# What others need to be run before them: a session's names, files, and for some commands runs.
PREPARES = re.compile(r"^(python|typed|file):")
MAKES_RUNS = re.compile(r"^glassnet train\b")
READS_RUNS = re.compile(r"^glassnet (runs|trace|diagnose|train --resume)\b")


def trim(group: dict[str, Any], given: argparse.Namespace) -> dict[str, Any]:
    asked = [label_of(step) for step in group["steps"] if wanted(group["name"], step, given)]
    runs = any(map(READS_RUNS.match, asked))
    steps = [
        step
        for step in group["steps"]
        if (label := label_of(step)) in asked
        or PREPARES.match(label)
        or (runs and MAKES_RUNS.match(label))
    ]
    return {**group, "steps": steps}


def report(left: dict[Any, Any], right: dict[Any, Any], given: argparse.Namespace) -> int:
    counts: Counter[str] = Counter()
    for key in [*left, *(key for key in right if key not in left)]:
        group, step, _ = key
        if not re.search(given.only, f"{group}: {step}") and group != "api":
            continue
        if key not in left or key not in right:
            print(f"\n== {group}: {step}\n  only {'before' if key in left else 'after'}")
            counts["difference"] += 1
            continue
        found = compare(left[key], right[key])
        worst = min((kind for kind, *_ in found), default="equal")  # "difference" < "wording"
        counts[worst] += 1
        shown = [each for each in found if each[0] == "difference" or given.verbose]
        if shown:
            print(f"\n== {group}: {step}")
            for kind, where, what in shown[:40]:
                print(f"  {kind} in {where}: {what}")
            if len(shown) > 40:
                print(f"  … {len(shown) - 40} more")
    print("\n" + ", ".join(f"{counts[kind]} {kind}" for kind in ("equal", "wording", "difference")))
    return int(counts["difference"] > 0)


if __name__ == "__main__":
    sys.exit(main())
