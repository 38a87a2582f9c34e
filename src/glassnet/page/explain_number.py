"""Why any number of a model is what it is: what it is made of, and where its gradient is from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import jax

from glassnet.errors import SettingError
from glassnet.page.answer import Equation
from glassnet.page.layer_answers import (
    Influence,
    LayerOperation,
    NumberExplained,
    OperationsListed,
)
from glassnet.page.model_session import ModelSession
from glassnet.page.requests import Unfold, WhyNumber
from glassnet.text import message
from glassnet.tracing import NumberTerm, Trace
from glassnet.tracing.gradient_check import differences
from glassnet.tracing.keras_loss import model_subject

MOST = 24  # numbers before it, and after it


def explain_number(session: ModelSession, asked: WhyNumber) -> NumberExplained:
    """A number of the trace, or a weight.

    Raises:
        SettingError: there is no such number.
    """
    trace = session.trace()
    node = trace[asked.name]
    found = trace.number(asked.name, asked.index, most=MOST)
    is_weight = asked.name in trace.parameters
    return NumberExplained(
        card=session.layers.card_of(asked.name),
        name=asked.name,
        index=found.index,
        value=found.value,
        gradient=found.gradient,
        formula=node.formula,
        gradient_formula=node.gradient_formula,
        terms=_influences(found.terms),
        uses=_influences(found.uses),
        count=found.count,
        use_count=found.use_count,
        difference=_difference(session, asked) if is_weight else None,
        update=tuple(_update(session, asked)) if is_weight else (),
        step=session.step,
    )


def _influences(terms: Sequence[NumberTerm]) -> tuple[Influence, ...]:
    return tuple(Influence(each.name, each.index, each.value, each.derivative) for each in terms)


def _difference(session: ModelSession, asked: WhyNumber) -> float | None:
    slope = differences(session.subject(), asked.name, [asked.index])
    return float(slope.slope[0]) if slope.is_smooth[0] else None


def _update(session: ModelSession, asked: WhyNumber) -> Iterator[Equation]:
    """The optimizer's rule for its next step, which sees the rows of the next batch."""
    rows = session.playback.next_rows()
    x, y = (jax.tree.map(lambda each: each[rows], part) for part in session.data)
    try:
        trace = Trace(model_subject(session.model, x, y, None, caller="studio"))
        lines = trace.update(asked.name).lines(asked.index)
    except SettingError:  # the optimizer does more than its rule
        return
    for each in lines:
        yield Equation(each.name, each.rule, each.numbers, each.value)


def unfold(session: ModelSession, asked: Unfold) -> OperationsListed:
    """The operations of a card.

    Raises:
        SettingError: there is no such card.
    """
    if asked.card not in [each.name for each in session.cards]:
        known = ", ".join(each.name for each in session.cards)
        raise SettingError(message("studio-card", found=asked.card, known=known))
    display = session.trace().display
    return OperationsListed(
        asked.card,
        tuple(
            LayerOperation(
                each.operation,
                display.formula(each),
                display.gradient_formula(each),
                session.layers.part("", each),
            )
            for each in session.layers.nodes_of(asked.card)
        ),
    )
