"""The rules of differentiation as formulas, the same in every language."""

from __future__ import annotations

from collections.abc import Mapping

Law = tuple[str, str]
"""In a terminal, and in LaTeX."""

# A rule's name and of how many parts, None for any other number -> the law.
LAWS: Mapping[tuple[str, int | None], Law] = {
    ("sum", None): ("(f + g)′ = f′ + g′", r"(f + g)' = f' + g'"),
    ("constant-factor", None): ("(c·f)′ = c·f′", r"(c f)' = c f'"),
    ("product", 2): ("(f·g)′ = f′·g + f·g′", r"(f g)' = f' g + f g'"),
    ("product", 3): (
        "(f·g·h)′ = f′·g·h + f·g′·h + f·g·h′",
        r"(f g h)' = f' g h + f g' h + f g h'",
    ),
    ("product", None): (
        "(f₁·f₂·…)′ = f₁′·f₂·… + f₁·f₂′·… + …",
        r"(f_1 f_2 \cdots)' = f_1' f_2 \cdots + f_1 f_2' \cdots + \cdots",
    ),
    ("quotient", None): (
        "(f/g)′ = (f′·g - f·g′)/g²",
        r"\left(\frac{f}{g}\right)' = \frac{f' g - f g'}{g^2}",
    ),
    ("power", None): ("(xⁿ)′ = n·xⁿ⁻¹", r"(x^n)' = n x^{n-1}"),
    ("exponential", None): (
        "(aˣ)′ = aˣ·log a, log e = 1",
        r"(a^x)' = a^x \log a,\ \log e = 1",
    ),
    ("general-power", None): (
        "fᵍ = e^(g·log f), (fᵍ)′ = fᵍ·(g′·log f + g·f′/f)",
        r"f^g = e^{g \log f},\ (f^g)' = f^g \left(g' \log f + \frac{g f'}{f}\right)",
    ),
}
