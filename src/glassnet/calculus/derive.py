"""The results of `gn.derive`: derivatives of a formula, with every step to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import overload

from sympy import Expr

from glassnet.calculus import limits
from glassnet.calculus.cross_checks import Check, check, is_derivative
from glassnet.calculus.expressions import extent
from glassnet.calculus.formula import (
    Formula,
    Point,
    Variables,
    expand_definitions,
    read_formula,
    read_point,
    read_variables,
)
from glassnet.calculus.grammar import FormulaError
from glassnet.calculus.limits import LimitTable
from glassnet.calculus.one_sided import slope
from glassnet.calculus.printing.document import DerivationDocument
from glassnet.calculus.printing.style import FormulaStyle, leibniz
from glassnet.calculus.steps import Step, differentiate
from glassnet.text import message

# Parts of what is differentiated once more: a derivative grows with the square of the formula.
MOST_PARTS = 5_000


@dataclass(frozen=True)
class Derivation:
    """A derivative of a formula, taken step by step.

    Attributes:
        formula: The formula as it was read.
        variables: The variables of differentiation, one after another: (x,), or (x, x) for the
            second derivative, or (x, y) for a mixed one.
        stages: For each variable the step that gives the derivative; it differentiates the result
            of the stage before.
    """

    formula: Formula
    variables: Variables
    stages: tuple[Step, ...]

    @property
    def result(self) -> Expr:
        """The derivative, an expression of SymPy's, as the rules put it together."""
        return self.stages[-1].after

    @property
    def steps(self) -> list[Step]:
        """Every use of a rule, each before those that it needed."""
        return [step for stage in self.stages for _, step in stage.walk()]

    @property
    def label(self) -> str:
        """df/dx, or what else the derivative is called."""
        return self._label(self.variables)

    def at(self, values: Mapping[str, float | str] | None = None, /, **more: float | str) -> float:
        """The derivative's value at a point.

        Args:
            values: A value for each letter, such as {"x": 3} or {"x": "pi/2"}.
            **more: The same by keyword.

        Raises:
            PointError: a letter without a value, or what is no number.
            DomainError: the function has no value or no derivative there, with the derivatives from
                the left and from the right.
        """
        return self._slope(self.point(values, **more))

    def point(
        self, values: Mapping[str, float | str] | None = None, /, **more: float | str
    ) -> Point:
        """The values given, as numbers; the variable of a constant's derivative may have one too.

        Raises:
            PointError: a letter without a value, or what is no number.
        """
        given = {**(values or {}), **more}
        return read_point(self.formula.letters, given, optional=self.variables)

    def limit_table(
        self, values: Mapping[str, float | str] | None = None, /, **more: float | str
    ) -> LimitTable:
        """Difference quotients at a point, h from 1 to 1e-12; arguments and errors as for `at`.

        For a second derivative they are those of the first one.
        """
        at, (*before, last) = self.point(values, **more), self.stages
        table = limits.limit_table(last, at, self._slope(at), before)
        return replace(table, style=FormulaStyle.of(self.formula))

    def limit(self) -> Expr | None:
        """The limit of the difference quotient, by SymPy; None where it finds none.

        It can take long for a formula with many functions in each other, and has no bound.
        """
        last = self.stages[-1]
        found = limits.symbolic_limit(last.before, last.variable)
        return found if found is not None and is_derivative(found, last) else None

    def check(
        self, values: Mapping[str, float | str] | None = None, /, **more: float | str
    ) -> list[Check]:
        """Compare each stage with SymPy's diff, JAX's autodiff and finite differences.

        Args:
            values: A point to compare at and near, if one is of interest.
            **more: The same by keyword.

        Raises:
            PointError: a letter without a value, or what is no number.
        """
        near = self.point(values, **more) if values or more else None
        return [
            replace(found, derivative=self._label(self.variables[:number]))
            for number, stage in enumerate(self.stages, 1)
            for found in check(stage, near=near)
        ]

    def latex(self) -> str:
        """The steps as an `align*` environment of amsmath."""
        return self.document.latex()

    def markdown(self) -> str:
        """The steps as a list, with formulas between dollar signs."""
        return self.document.markdown()

    @cached_property
    def document(self) -> DerivationDocument:
        """The derivation with its formulas in LaTeX."""
        return DerivationDocument(self.formula, self.variables, self.stages)

    def _label(self, variables: Variables) -> str:
        return leibniz(self.formula.name, variables, partial=len(self.formula.letters) > 1)

    def _slope(self, at: Point) -> float:
        stages = self.stages
        return [slope(stage, at, stages[:number]) for number, stage in enumerate(stages)][-1]

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self.document.result}$"

    def _repr_html_(self) -> str:
        return self.document.html()

    def __str__(self) -> str:
        return f"{self.label} = {FormulaStyle.of(self.formula).plain(self.result)}"


@dataclass(frozen=True)
class Gradient(Sequence[Derivation]):
    """Derivatives of one formula with respect to several variables: a sequence of Derivations."""

    derivations: tuple[Derivation, ...]

    @property
    def result(self) -> tuple[Expr, ...]:
        """The derivatives as expressions of SymPy's, one for each variable."""
        return tuple(each.result for each in self.derivations)

    def at(
        self, values: Mapping[str, float | str] | None = None, /, **more: float | str
    ) -> tuple[float, ...]:
        """The value of each derivative at a point; arguments and errors as for `Derivation.at`."""
        return tuple(each.at(values, **more) for each in self.derivations)

    def latex(self) -> str:
        """The steps of all derivatives in LaTeX, as `Derivation.latex` gives them."""
        return "\n\n".join(each.latex() for each in self.derivations)

    def markdown(self) -> str:
        """The steps of all derivatives in Markdown, as `Derivation.markdown` gives them."""
        return "\n\n".join(each.markdown() for each in self.derivations)

    def _repr_latex_(self) -> str:
        rows = r" \\ ".join(each.document.result for each in self.derivations)
        return f"$\\displaystyle \\begin{{gathered}} {rows} \\end{{gathered}}$"

    def _repr_html_(self) -> str:
        return "".join(each.document.html() for each in self.derivations)

    def __str__(self) -> str:
        return "\n".join(map(str, self.derivations))

    @overload
    def __getitem__(self, index: int) -> Derivation: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Derivation, ...]: ...
    def __getitem__(self, index: int | slice) -> Derivation | tuple[Derivation, ...]:
        return self.derivations[index]

    def __len__(self) -> int:
        return len(self.derivations)


def derive(
    formula: str | Formula,
    wrt: str | Iterable[str] | None = None,
    *,
    definitions: bool = False,
) -> Derivation | Gradient:
    """Differentiate a formula step by step, by the rules of differentiation.

    Args:
        formula: Such as "log(sigmoid(w*x + b))"; or of several lines, definitions first, such as
            "u = w*x + b\\nlog(sigmoid(u))".
        wrt: The variables of differentiation: "w"; "w,x,b" or ["w", "x", "b"] for a Gradient; "x^2"
            for the second derivative; "x*y" for a mixed one, by x first. By default the formula's
            only letter, or a Gradient with respect to all of them; for "f(x) = a*x", with respect
            to those in the parentheses.
        definitions: Write sigmoid, softplus, gelu and the like out first, so that their own
            derivatives are derived too.

    Raises:
        FormulaError: the text is not a formula, with the column and what was expected there; or it
            is larger than what is worked with; or it has no such letter.
    """
    if isinstance(formula, str):
        formula = read_formula(formula)
    elif not isinstance(formula, Formula):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise FormulaError(message("formula-no-text", kind=type(formula).__name__))
    if definitions:
        formula = expand_definitions(formula)
    found = [_derivation(formula, each) for each in read_variables(formula, wrt)]
    return found[0] if len(found) == 1 else Gradient(tuple(found))


def _derivation(formula: Formula, wrt: Variables) -> Derivation:
    stages: list[Step] = []
    f = formula.expression
    for x in wrt:
        size, _ = extent(f)
        if size > MOST_PARTS:
            raise FormulaError(message("derivative-too-large", found=size, most=MOST_PARTS))
        called = "" if stages else formula.name
        stages.append(differentiate(f, x, formula.named, called))
        f = stages[-1].after
    return Derivation(formula, wrt, tuple(stages))
