"""Why any number of a model is what it is: what it is made of, and where its gradient is from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from glassnet.errors import SettingError
from glassnet.page.layers.layer_answers import (
    Influence,
    LayerOperation,
    NumberExplained,
    OperationsListed,
)
from glassnet.page.layers.model_session import ModelSession
from glassnet.page.next_step import NextStep
from glassnet.page.requests import Unfold, WhyNumber
from glassnet.text import message
from glassnet.tracing import Number, NumberTerm, Trace
from glassnet.tracing.gradient_check import differences

MOST = 24  # numbers before it, and after it


class NumberTraces:
    """The traces of a session as it stands, which explain any of its numbers.

    Args:
        session: explained as long as it stays as it is.
    """

    def __init__(self, session: ModelSession) -> None:
        self._session = session
        self.trace = session.trace()
        self._next = NextStep(session)

    def explain(
        self,
        name: str,
        indices: Sequence[tuple[int, ...]],
        most: int = MOST,
        like: Sequence[Number] = (),
        *,
        has_differences: bool = True,
    ) -> Iterator[tuple[Number, NumberExplained]]:
        """Some numbers of one node, or weights.

        Args:
            name, indices, most, like: as for `Trace.numbers`.
            has_differences: whether weights have their finite difference, which takes a hundred
                times as long as all else.

        Raises:
            SettingError: there is no such number.
        """
        node, card = self.trace[name], self._session.layers.card_of(name)
        found = self.trace.numbers(name, indices, most=most, like=like)
        is_weight = name in self.trace.parameters
        slopes = (
            self._differences(name, indices)
            if is_weight and has_differences
            else [None] * len(found)
        )
        for each, slope in zip(found, slopes, strict=True):
            yield (
                each,
                NumberExplained(
                    card=card,
                    name=name,
                    index=each.index,
                    value=each.value,
                    gradient=each.gradient,
                    formula=node.formula,
                    gradient_formula=node.gradient_formula,
                    terms=_influences(each.terms),
                    uses=_influences(each.uses),
                    count=each.count,
                    use_count=each.use_count,
                    difference=slope,
                    update=tuple(self._next.of_weight(name, each.index)) if is_weight else (),
                    step=self._session.step,
                ),
            )

    def _differences(self, name: str, indices: Sequence[tuple[int, ...]]) -> list[float | None]:
        found = differences(self.trace.subject, name, indices)
        both = zip(found.slope.tolist(), found.is_smooth.tolist(), strict=True)
        return [slope if is_smooth else None for slope, is_smooth in both]


def explain_number(session: ModelSession, asked: WhyNumber) -> NumberExplained:
    """A number of the trace, or a weight.

    Raises:
        SettingError: there is no such number.
    """
    [(_, answer)] = NumberTraces(session).explain(asked.name, [asked.index])
    return answer


def _influences(terms: Sequence[NumberTerm]) -> tuple[Influence, ...]:
    return tuple(Influence(each.name, each.index, each.value, each.derivative) for each in terms)


def unfold(session: ModelSession, asked: Unfold) -> OperationsListed:
    """The operations of a card.

    Raises:
        SettingError: there is no such card.
    """
    if asked.card not in [each.name for each in session.cards]:
        known = ", ".join(each.name for each in session.cards)
        raise SettingError(message("studio-card", found=asked.card, known=known))
    return operations(session, session.trace(), asked.card)


def operations(session: ModelSession, trace: Trace, card: str) -> OperationsListed:
    """The operations of one of the session's cards."""
    display = trace.display
    return OperationsListed(
        card,
        tuple(
            LayerOperation(
                each.operation,
                display.formula(each),
                display.gradient_formula(each),
                session.layers.part("", each),
            )
            for each in session.layers.nodes_of(card)
        ),
    )
