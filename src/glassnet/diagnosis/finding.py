"""One cause of not learning, with the numbers that show it; and several, the likeliest first."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import inf
from typing import Any

from rich.cells import cell_len

from glassnet.diagnosis.attempt import Attempt
from glassnet.text import message
from glassnet.text.numbers import format_number
from glassnet.tracing.nodes import as_json

WIDTH = 88  # of a line where nobody says how wide the screen is
SHOWN = 12  # lines of a program's difference


@dataclass(frozen=True)
class Finding:
    """Why a network does not learn, or may not.

    Attributes:
        key: name of the cause; `diagnosis-<key>` and `diagnosis-<key>-remedy` are its texts.
        likelihood: from 0 to 1, the likelihood that this keeps the network from learning.
        where: a layer, a variable, a node of the trace, or a part of the data.
        evidence: the numbers that show it, by name.
        product: the factors of the chain rule, where these are the evidence; else "".
        step: in a watched training, the step, counted from 1, before which this was found; None for
            a model that was diagnosed as it is.
        follows: the key of the finding that this one is a consequence of; "" if of none.
        tried: what came of the remedy, where it was tried; else None.
        shapes: of the diagnosed model's weights, by which `apply` knows it; None if unknown.
    """

    key: str
    likelihood: float
    where: str
    evidence: Mapping[str, Any] = field(default_factory=dict[str, Any])
    product: str = ""
    step: int | None = None
    follows: str = ""
    tried: Attempt | None = None
    shapes: tuple[tuple[int, ...], ...] | None = field(default=None, repr=False, compare=False)

    def said(self) -> str:
        """The finding with its numbers, in the language in use."""
        text = self._message(f"diagnosis-{self.key}")
        if "output" in self.evidence:  # of a model with several
            text = message("diagnosis-of-output", output=self.evidence["output"], text=text)
        if self.follows:
            text = message("diagnosis-consequence", text=text)
        if "epoch" in self.evidence:  # of the validation data
            text = message("diagnosis-of-validation", epoch=self.evidence["epoch"], text=text)
        if self.step is None:
            return text
        return message("diagnosis-at-step", step=self.step, text=text)

    def remedy(self) -> str:
        """The remedy, in the language in use."""
        return self._message(f"diagnosis-{self.key}-remedy")

    @property
    def applicable(self) -> bool:
        """Whether `apply` knows what the remedy changes, as it does of most causes that lie in the
        model or in `compile`, not in the data."""
        return self.key in _remedies().REMEDIES

    def apply(self, model: Any, x: Any = None, y: Any = None) -> Any:
        """Apply the remedy to a copy.

            mended = gn.diagnose(model, x, y)[0].apply(model, x, y)

        Args:
            model: the keras.Model that was diagnosed; it stays as it is.
            x, y: its data, which a few remedies need: inputs are standardised by their mean and
                deviation, and classes counted.

        Returns:
            A compiled keras.Model, with the model's weights where their shapes are the same and
            they are not to be drawn anew, and with an optimizer that has not taken a step.

        Raises:
            SettingError: this is not the model that was diagnosed; no change of a model is the
                remedy (see `applicable`), data are missing, or layers would have to change in a
                model whose `call` is Python.
            DataError: the data do not fit the model.
        """
        return _remedies().apply(self, model, x, y)

    def to_dict(self) -> dict[str, Any]:
        """Everything as JSON can hold it; numbers that are not finite are None."""
        found: dict[str, Any] = {**as_json(self), "said": self.said(), "remedy": self.remedy()}
        del found["shapes"]
        if self.tried is not None:
            found["tried"]["said"] = self.tried.said()
        return found

    def written(self, width: int = WIDTH) -> str:
        """The finding, the product, the remedy after an arrow, and what came of trying it, in lines
        of that width."""
        share = f"{self.likelihood:.0%}  "
        room = width - len(share)
        parts = [*_lines(self.said(), room), *_lines(self.product, room)]
        parts += _lines(f"→ {self.remedy()}", room, indent=2)
        if self.tried is not None:
            parts += [f"  {line}" for line in _lines(self.tried.said(), room - 2)]
            lines = self.tried.diff.splitlines()
            shown = [*lines[:SHOWN], *(["…"] if len(lines) > SHOWN else [])]
            parts += [f"    {line}" for line in shown]
        return share + f"\n{' ' * len(share)}".join(parts)

    def __str__(self) -> str:
        return self.written()

    def to_html(self) -> str:
        """The same as a paragraph of a page."""
        product = f"<br><code>{html.escape(self.product)}</code>" if self.product else ""
        return (
            f"<p><b>{self.likelihood:.0%}</b> {html.escape(self.said())}{product}"
            f"<br>→ {html.escape(self.remedy())}{self._attempt_html()}</p>"
        )

    def _attempt_html(self) -> str:
        if self.tried is None:
            return ""
        lines = map(html.escape, self.tried.diff.splitlines())
        code = [f'<code style="white-space: pre">{line}</code>' for line in lines]
        return "".join(f"<br>{each}" for each in [html.escape(self.tried.said()), *code])

    def _repr_html_(self) -> str:
        return self.to_html()

    def _message(self, key: str) -> str:
        written = {
            name: format_number(value) if isinstance(value, float) else value
            for name, value in self.evidence.items()
        }
        return message(key, where=self.where, **written)


class Findings(list[Finding]):
    """Findings, the likeliest cause first; empty where nothing was found.

    Attributes:
        not_checked: what there was no time to look at: `data`, `output`, `numbers`, `rate`,
            `units`, `gradients`, `capacity`.
        seconds: the time limit.
    """

    def __init__(
        self, found: Iterable[Finding] = (), not_checked: Iterable[str] = (), seconds: float = inf
    ) -> None:
        super().__init__(sorted(found, key=lambda each: -each.likelihood))
        self.not_checked = tuple(not_checked)
        self.seconds = seconds

    def written(self, width: int = WIDTH) -> str:
        """All findings, in lines of that width, and what was not checked."""
        found = [each.written(width) for each in self] or [message("diagnosis-nothing")]
        return "\n".join([*found, *_lines(self.note(), width)])

    def note(self) -> str:
        """What was not checked, in the language in use; "" where everything was."""
        if not self.not_checked:
            return ""
        themes = ", ".join(message(f"diagnosis-theme-{each}") for each in self.not_checked)
        return message("diagnosis-not-checked", seconds=format_number(self.seconds), themes=themes)

    def __str__(self) -> str:
        return self.written()

    def __repr__(self) -> str:
        return f"<Findings: {', '.join(each.key for each in self) or 'none'}>"

    def _repr_html_(self) -> str:
        parts = [each.to_html() for each in self]
        note = [self.note()] if self.not_checked else []
        said = note if parts else [message("diagnosis-nothing"), *note]
        return "".join([*parts, *(f"<p>{html.escape(each)}</p>" for each in said)])


def first_few(items: Iterable[Any], most: int = 6, separator: str = ", ") -> str:
    """The first items, and `…` for the others."""
    texts = [*map(str, items)]
    return separator.join([*texts[:most], *(["…"] if len(texts) > most else [])])


def _remedies() -> Any:
    """The table, loaded when a remedy is asked for: findings alone need no Keras."""
    from glassnet.diagnosis import remedies

    return remedies


def _lines(text: str, width: int, indent: int = 0) -> list[str]:
    """Lines broken at blanks; unlike in textwrap, a Hangul syllable is as wide as two letters."""
    lines, line = list[str](), ""
    for word in text.split():
        if line and cell_len(line) + 1 + cell_len(word) > width:
            lines.append(line)
            line = " " * indent + word
        else:
            line = f"{line} {word}" if line else word
    return [*lines, line] if line else lines
