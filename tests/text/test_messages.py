"""Both languages say the same things, with the same variables, and what glassnet asks for."""

from __future__ import annotations

import ast as python
import errno
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

import glassnet
from glassnet.calculus.cross_checks import WITNESSES
from glassnet.calculus.explain import SELF_EVIDENT
from glassnet.calculus.functions import FUNCTIONS
from glassnet.calculus.rules import RULES
from glassnet.lessons import LESSONS
from glassnet.text import did_you_mean, language, listed, message, system_reason, using

PACKAGE = Path(glassnet.__file__).parent


class _Variables(Visitor):
    def __init__(self) -> None:
        self.found: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:
        self.found.add(node.id.name)


def messages_of(language: str) -> dict[str, set[str]]:
    """Each key, and the variables of its text."""
    folder = PACKAGE / "text" / language
    source = "\n".join(each.read_text(encoding="utf-8") for each in sorted(folder.iterdir()))
    found: dict[str, set[str]] = {}
    for entry in FluentParser().parse(source).body:
        assert not isinstance(entry, ast.Junk), entry.content
        if isinstance(entry, ast.Message):
            assert entry.id.name not in found, "said twice"
            variables = _Variables()
            variables.visit(entry)
            found[entry.id.name] = variables.found
    return found


ENGLISH, KOREAN = messages_of("en"), messages_of("ko")


def trees() -> Iterator[python.AST]:
    for source in PACKAGE.rglob("*.py"):
        yield from python.walk(python.parse(source.read_text()))


def keys_asked_for() -> Iterator[tuple[str, set[str]]]:
    """Those that calls of `message` and `_error` name, with the variables that they give."""
    for node in trees():
        match node:
            case python.Call(
                func=python.Name(id="message")
                | python.Attribute(attr="message")
                | python.Attribute(attr="_error"),
                args=[python.Constant(value=str(key)), *_],
                keywords=given,
            ):
                yield key, {each.arg or "" for each in given}
            case _:
                pass


def test_both_languages_have_the_same_keys() -> None:
    assert list(ENGLISH) == list(KOREAN)


@pytest.mark.parametrize("key", ENGLISH)
def test_the_korean_text_needs_no_other_variables(key: str) -> None:
    # A count decides between `is` and `are`, of which Korean has one.
    assert ENGLISH[key] - {"count"} == KOREAN[key] - {"count"}
    assert KOREAN[key] <= ENGLISH[key]


@pytest.mark.parametrize("known", [ENGLISH, KOREAN], ids=["en", "ko"])
def test_what_the_sources_ask_for_is_there(known: dict[str, set[str]]) -> None:
    asked = list(keys_asked_for())
    assert len(asked) > 30
    for key, given in asked:
        # `_error` gives the column itself; `**` hides the rest.
        assert "" in given or known[key] <= given | {"column"}, key


def test_every_rule_and_every_witness_has_a_name() -> None:
    rules = {*RULES, "chain"} - {"function"} | {row.rule for row in FUNCTIONS.values()}
    assert {f"rule-{rule}" for rule in rules} == {key for key in ENGLISH if key.startswith("rule-")}
    assert {f"why-{rule}" for rule in rules - SELF_EVIDENT - {"constant"}} <= set(ENGLISH)
    assert {f"check-{witness}" for witness in WITNESSES} <= set(ENGLISH)


def test_every_lesson_has_a_title() -> None:
    assert {f"lesson-{name}" for name in LESSONS} <= set(ENGLISH)


def test_nothing_is_said_that_nobody_asks_for() -> None:
    literal = {
        node.value
        for node in trees()
        if isinstance(node, python.Constant) and isinstance(node.value, str)
    }
    for key in ENGLISH:
        made = key.startswith(
            (
                *("rule-", "why-", "check-", "help-", "runs-state-", "system-"),
                *("diagnosis-theme-", "page-"),
            )
        )  # names of rules, commands …; what web/ asks for
        lesson = next((name for name in LESSONS if key.startswith(f"{name}-")), None)
        made |= key.removeprefix("lesson-") in LESSONS or lesson is not None
        # A finding asks by its own key for what was found and for the remedy.
        finding = key.removeprefix("diagnosis-").removesuffix("-remedy")
        found = {f"diagnosis-{finding}", f"diagnosis-{finding}-remedy"} <= set(ENGLISH)
        assert made or key in literal or (found and finding in literal), key


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"LANG": "ko_KR.UTF-8"}, "ko"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "kok_IN.UTF-8"}, "en"),  # Konkani
        ({"GLASSNET_LANG": "KO"}, "ko"),
        ({"GLASSNET_LANG": "ko-KR"}, "ko"),
        ({"LANG": "ko_KR@x"}, "ko"),
        ({}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "ko_KR.UTF-8"}, "ko"),
        ({"LANG": "ko_KR.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "ko:en"}, "ko"),
        (
            {"LANG": "ko_KR.UTF-8", "LC_CTYPE": "C.UTF-8"},
            "ko",
        ),  # Python sets it where ko is missing
        ({"LANG": "en_US.UTF-8", "GLASSNET_LANG": "ko"}, "ko"),
    ],
)
def test_the_language_is_the_locales(
    environment: dict[str, str], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("GLASSNET_LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert language() == expected
    with using("ko" if expected == "en" else "en"):
        assert language() != expected
    assert language() == expected


def test_a_chosen_language_holds_until_another_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("glassnet.text.lookup._of_process", None)
    assert glassnet.language("ko") == glassnet.language() == "ko"
    assert message("did-you-mean", name="x") == "혹시 x인가요?"
    with using("en"):
        assert glassnet.language() == "en"
    assert glassnet.language("en") == "en"
    unknown: Any
    for unknown in ("fr", "", "kok", "korean"):
        with pytest.raises(glassnet.errors.SettingError, match="expected en or ko"):
            glassnet.language(unknown)


@pytest.mark.parametrize("name", ["ko_KR", "KO", "ko-kr", "ko_KR.UTF-8"])
def test_a_language_may_be_given_as_a_locale(name: Any) -> None:
    with using(name):
        assert language() == "ko"


def test_a_text_is_inserted_as_it_is() -> None:
    with using("en"):
        said = message("did-you-mean", name="{ $x } <b> \\u0041")
    assert said == "Did you mean { $x } <b> \\u0041?"


def test_a_missing_variable_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="did-you-mean"):
        message("did-you-mean")


def test_why_the_system_refused_something_is_said_in_both_languages() -> None:
    known = [key for key in ENGLISH if key.startswith("system-")]
    for key in known:
        error = OSError(getattr(errno, key.removeprefix("system-").upper()), "as it says itself")
        with using("en"):
            assert system_reason(error) == os.strerror(error.errno or 0)
        with using("ko"):
            assert re.search("[가-힣]", system_reason(error))
    assert system_reason(OSError(errno.EXDEV, "rare")) == "rare"
    assert system_reason(OSError("no number")) == "no number"


def test_texts_are_put_in_alike_with_and_without_fluent() -> None:
    for given in ("x", "{ $name }", "\x1b[2J", "a\nb", "x" * 5000, "{", "값"):
        with using("en"):
            plain = message("did-you-mean", name=given)  # nothing but a text: without Fluent
            fluent = message("known-names", names=given, more=0)
        assert plain.removeprefix("Did you mean ")[:-1] == fluent.removeprefix("Known: ")[:-1]
    program = """
import sys
from glassnet.text import message
message("did-you-mean", name="x")
assert "fluent" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", program], check=True)


def test_a_list_reads_as_a_sentence() -> None:
    with using("en"):
        assert [listed("a"), listed("ab"), listed("abc")] == ["a", "a and b", "a, b and c"]
    with using("ko"):
        assert listed("abc") == "a, b, c"


def test_initials_are_understood() -> None:
    options = ["--layers", "--learning-rate", "--batch-size", "--lang"]
    assert did_you_mean("--lr", options) == " Did you mean --learning-rate?"
    assert did_you_mean("--learning-rat", options) == " Did you mean --learning-rate?"


def test_upper_and_lower_case_are_one_name() -> None:
    assert did_you_mean("XOR", ["or", "xor"]) == " Did you mean xor?"
    assert did_you_mean("price", ["Price", "Rooms"]) == " Did you mean Price?"
