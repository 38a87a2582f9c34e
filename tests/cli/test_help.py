"""`--help` and the mistakes that typer itself finds, in both languages."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

import glassnet as package
from glassnet.cli.commands import command_group
from glassnet.cli.help_page import command_help, help_page, parameter_help, parameter_key
from glassnet.text import message, using

HANGUL = re.compile("[가-힣]")
FLUENT = Path(package.__file__).parent / "text" / "en" / "cli.ftl"
KEYS = set(re.findall(r"^(help-[\w-]+) =", FLUENT.read_text(encoding="utf-8"), re.MULTILINE))


def walk(command: Any, context: Any) -> Iterator[tuple[str, Any, Any]]:
    """Each command and subcommand: its key, itself, its context."""
    yield "-".join(context.command_path.split()[1:]) or "glassnet", command, context
    for name in getattr(command, "commands", ()):
        below = command.commands[name]
        yield from walk(below, below.context_class(below, info_name=name, parent=context))


def commands() -> list[tuple[str, Any, Any]]:
    group = command_group()
    return list(walk(group, typer.Context(group, info_name="glassnet")))


def test_every_command_and_parameter_has_help_in_both_languages() -> None:
    used = set()
    for key, command, context in commands():
        used |= {f"help-{key}", f"help-{key}-details"}
        for parameter in command.get_params(context):
            name = parameter_key(parameter)
            used |= {f"help-{key}-{name}", f"help-option-{name}"}
            assert not parameter.help or name == "help", "the text belongs into text/"
            texts = {}
            for language in ("en", "ko"):
                with using(language):
                    texts[language] = parameter_help(key, parameter)
            assert not HANGUL.search(texts["en"])
            assert HANGUL.search(texts["ko"]), (key, name)
            default = parameter.default
            if default is not None and not isinstance(default, bool):
                shown = f"{default:g}" if isinstance(default, float) else str(default)
                assert all(f": {shown})" in text for text in texts.values()), (key, name)
        with using("ko"):
            assert all(map(HANGUL.search, command_help(key)))
    general = {key for key in KEYS if key.startswith(("help-word-", "help-heading-"))}
    assert KEYS - general <= used, "help that no command has"


# What stays as it is in Korean: names, and what is typed.
KEPT = re.compile(
    r"-?-[\w-]+|'[^']*'|\b[A-Z][A-Z.\w|/]*\b|\w+\[\d,\d\]|\b\w+[=/:,.]\S*|glassnet( \w+)*"
)
WORDS = {
    *("and", "or", "nand", "nor", "xor", "xnor", "moons", "circles", "spiral", "blobs", "runs"),
    *("sigmoid", "softplus", "step", "tanh", "relu", "linear", "sgd", "adam", "mse", "gradients"),
    "npz",
    *("help", "en", "ko"),
}


def test_a_korean_page_has_no_english_sentence() -> None:
    for key, command, context in commands():
        with using("ko"):
            page = help_page(command, context)
        left = re.findall(r"[A-Za-z_]+", KEPT.sub(" ", page))
        names = {*WORDS, *(each.name for each in command.params), *key.split("-")}
        names |= set(getattr(command, "commands", ()))
        assert not {word for word in left if word.lower() not in names and len(word) > 1}, key


def test_no_line_is_wider_than_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    from rich.cells import cell_len

    for columns in ("60", "80", "300"):
        monkeypatch.setenv("COLUMNS", columns)
        for language in ("en", "ko"):
            for _, command, context in commands():
                with using(language):
                    lines = help_page(command, context).splitlines()
                # The names on the left take what they need.
                assert max(map(cell_len, lines[1:])) <= min(int(columns), 100)


MISTAKES = {
    "trian": ("no such command: trian. Did you mean train?", "그런 명령은 없습니다: trian."),
    "train": ("missing argument DATA.", "인자가 빠졌습니다: DATA."),
    "--color": ("no such option: --color.", "그런 옵션은 없습니다: --color."),
    "train xor --layer 3": ("Did you mean --layers?", "혹시 --layers인가요?"),
    "train xor --layers": ("--layers needs a value.", "--layers: 값이 필요합니다."),
    "train xor --plot=yes": ("--plot takes no value.", "--plot: 값을 받지 않는 옵션입니다."),
    "train xor and": ("unexpected argument: and.", "알 수 없는 인자입니다: and."),
    "train xor --epochs many": ("--epochs many: expected a whole number.", "정수여야 합니다."),
    "train xor --noise loud": ("--noise loud: expected a number.", "수여야 합니다."),
    "board --port 0": ("expected a whole number from 1 to 65535.", "1 이상 65535 이하의 정수여야"),
    "trace x --row -1": ("expected a whole number of at least 0.", "0 이상의 정수여야 합니다."),
    "runs show": ("missing argument NAME.", "인자가 빠졌습니다: NAME."),
    "runs shw": ("Did you mean show?", "혹시 show인가요?"),
    "derive": ("no formula; expected one, such as glassnet derive", "수식이 없습니다."),
    "derive x --wrong": ("no such option: --wrong.", "그런 옵션은 없습니다: --wrong."),
    "derive x --wrt": ("--wrt needs a value.", "--wrt: 값이 필요합니다."),
    "derive x y": ("x y: expected one formula", "수식은 하나여야 합니다."),
}


def test_a_usage_error_is_one_line_in_the_language_asked_for(glassnet) -> None:
    for line, texts in MISTAKES.items():
        first = line.split()[0]
        path = "glassnet" if first in ("trian", "--color") else f"glassnet {first}"
        path += " show" if line == "runs show" else ""
        for language, text in zip(("en", "ko"), texts, strict=True):
            answer = glassnet("--lang", language, *line.split())
            assert (answer.code, answer.out, answer.error.count("\n")) == (2, "", 1), line
            assert text in answer.error
            assert f"{path} --help" in answer.error


def test_the_language_may_stand_anywhere(glassnet) -> None:
    for line in (
        "--lang ko units xro",
        "units --lang ko xro",
        "units xro --lang ko",
        "units xro --lang=ko",
        "units --lang en xro --lang ko",
    ):
        answer = glassnet(*line.split())
        assert answer.code == 2
        assert "혹시 xor인가요?" in answer.error, line


def test_an_unknown_language_is_one_line(glassnet) -> None:
    for line in ("--lang fr", "train xor --lang fr", "--lang=fr --help"):
        answer = glassnet(*line.split())
        assert (answer.code, answer.error) == (2, "glassnet: language fr: expected en or ko.\n")


def test_the_environment_chooses_the_language(glassnet, monkeypatch) -> None:
    for name in ("GLASSNET_LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "ko_KR.UTF-8")
    monkeypatch.setenv("LC_CTYPE", "C.UTF-8")  # Python sets it where ko_KR is not installed
    assert glassnet("--help").out.startswith("사용법")
    assert glassnet("--help", "--lang", "en").out.startswith("Usage")
    monkeypatch.setenv("GLASSNET_LANG", "en")
    assert glassnet("--help").out.startswith("Usage")


def test_help_loads_nothing_heavy() -> None:
    script = """
import sys
import glassnet.cli.train
from glassnet.cli import run
run(["--help"])
print(*sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    heavy = {"keras", "jax", "numpy", "sympy", "rich", "fluent", "pydantic"}
    heavy |= {"matplotlib", "pyarrow", "pandas", "sklearn"}
    assert not set(done.stdout.split()) & heavy


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("key", ["help-train-data", "help-separable-data"])
def test_help_names_every_dataset(key: str, language: str) -> None:
    with using(language):
        named = re.split("[,.]? ", message(key))
    assert package.DATASETS.keys() <= set(named)
