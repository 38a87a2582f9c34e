"""Formulas of a page as MathML, which browsers draw by themselves."""

from __future__ import annotations

import html
import re

from latex2mathml.converter import convert

# What pymdownx.arithmatex makes of $…$ and of $$…$$.
FORMULA = re.compile(
    r'<(span|div) class="arithmatex">\\([(\[])(.*?)\\[)\]]</\1>',
    re.DOTALL,
)


def with_mathml(content: str) -> str:
    """The HTML of a page, each formula of it as a <math> element."""
    return FORMULA.sub(_mathml, content)


def _mathml(formula: re.Match[str]) -> str:
    _, bracket, latex = formula.groups()
    return convert(html.unescape(latex).strip(), display="block" if bracket == "[" else "inline")
