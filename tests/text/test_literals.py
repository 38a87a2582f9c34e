"""No sentence that a person reads stands in the code: they are messages, in `text/`.

Run as a program, this file lists what it finds, a line each.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import glassnet

PACKAGE = Path(glassnet.__file__).parent

# Errors for people who program, in English alone.
FOR_PROGRAMMERS = {
    *("KeyError", "TypeError", "ValueError", "RuntimeError", "AttributeError", "IndexError"),
    *("AssertionError", "NotImplementedError", "ImportError", "UnicodeError"),
}

# Of these calls the arguments are read by a person, and of all calls these keywords.
SHOWN_BY = {
    *("warn", "print", "echo", "confirm", "prompt", "Interrupted", "Option", "Argument"),
    *("add_column", "add_row", "Column", "TextColumn", "set_title", "set_xlabel", "set_ylabel"),
    *("set_label", "suptitle", "supxlabel", "supylabel", "annotate"),
}
SHOWN_AS = {"help", "label", "title", "caption", "xlabel", "ylabel", "zlabel", "description"}

# Words between which there are only blanks and punctuation; not names_like_this, --options, x=1.
WORD = re.compile(r"(?<![\w#.<&/{'-])[A-Za-z][a-z]+(?![\w(=/.-]\w|[(=/-])")
NAMES = {"glassnet", "Iter", "Loss", "TensorBoard", "Keras", "JAX"}
# LaTeX, HTML, CSS, JavaScript, DOT, regular expressions, types, fonts.
NO_PROSE = re.compile(
    r"\\[A-Za-z(?.]|</?[a-z!]|\{[a-z-]+:|:[a-z0-9#-]+;|\bevent\.|monospace|Gothic|^dict\[|\{task\."
)

# Literals that are no sentences, though they look like some.
ALLOWED = {
    "calculus/grammar.py": "the grammar itself",
    "recording/summaries.py": "the names that TensorBoard has for kinds of summaries",
    "runs/saved_models.py": "Keras' own sentences, to be recognised",
    "graph/operations.py": "symbols and names of operations",
    "diagnosis/diagnose.py": "Keras' own sentences, to be recognised",
    "page/network/take_away.py": "lines of a Python program",
    "page/typescript.py": "a file of TypeScript, with its comments",
}


def literals(node: ast.AST, shown: bool = False) -> Iterator[tuple[int, str]]:
    """Line and text of what a person may read: three words; where it is shown surely, one."""
    match node:
        case ast.Assert() | ast.Expr(value=ast.Constant()):
            return  # also docstrings
        case ast.Subscript():  # a type, or a key
            yield from literals(node.value, shown)
            return
        case ast.Raise(exc=ast.Call() as error) if name_of(error) in FOR_PROGRAMMERS:
            return
        case ast.Call():
            if name_of(node) == "message":
                return
            shown = name_of(node) in SHOWN_BY or name_of(node).endswith(("Error", "Warning"))
        case ast.keyword():
            shown = node.arg in SHOWN_AS
        case ast.Constant(value=str(text)) if is_prose(text, 1 if shown else 3):
            yield node.lineno, text
        case ast.JoinedStr():
            parts = [each.value if isinstance(each, ast.Constant) else "…" for each in node.values]
            text = "".join(map(str, parts))
            if is_prose(text, 1 if shown else 3):
                yield node.lineno, text
            return
        case _:
            pass
    for child in ast.iter_child_nodes(node):
        yield from literals(child, shown)


def name_of(call: ast.Call) -> str:
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def is_prose(text: str, words: int) -> bool:
    found = [word for word in WORD.findall(text) if word not in NAMES]
    return len(found) >= words and not NO_PROSE.search(text)


def findings() -> Iterator[str]:
    """What is said in English alone."""
    for source in sorted(PACKAGE.rglob("*.py")):
        file = source.relative_to(PACKAGE).as_posix()
        if file not in ALLOWED:
            for line, text in literals(ast.parse(source.read_text(encoding="utf-8"))):
                yield f"{file}:{line}: {text!r}"


def test_every_sentence_is_a_message() -> None:
    assert not list(findings())


def test_a_sentence_is_found_wherever_it_hides() -> None:
    hidden = """
raise SettingError("epochs 0")
raise SettingError(f"epochs {given}: expected")
raise SettingError("a " + ("b" if x else "of none"))
text = f"{count} of the rows"
names = {"key": "as two classes"}
warnings.warn("careful", stacklevel=2)
axes.plot(x, label="median")
table.add_column("predicted", justify="right")
"""
    assert [line for line, _ in literals(ast.parse(hidden))] == [2, 3, 4, 5, 6, 7, 8, 9]
    harmless = '''
"""A docstring of several words."""
raise SettingError(message("epochs-range", given=epochs))
raise TypeError("this is for those who program")
table.add_column(message("heading-result"), justify="right")
x: dict["str", list[int]] = read["the key", "of it"]
'''
    assert not list(literals(ast.parse(harmless)))


if __name__ == "__main__":
    print(*findings(), sep="\n")
