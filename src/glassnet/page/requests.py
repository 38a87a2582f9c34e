"""What a page asks of its session: one half of the protocol, from which TypeScript's types are
written. The other half is `answers`; the newest numbers come as binary `frames`.

Each message is one JSON object with its `type`.
"""

from __future__ import annotations

import re
from typing import Annotated

from msgspec import Meta, Struct

from glassnet.page.places import Place
from glassnet.page.state import (
    MOST_STEP,
    Coordinate,
    GateName,
    Guided,
    HandUnits,
    Name,
    PageState,
    Pencil,
)


def kebab(name: str) -> str:
    """`why-weight` for `WhyWeight`."""
    return re.sub("(?<=[a-z])(?=[A-Z])", "-", name).lower()


Index = Annotated[tuple[Annotated[int, Meta(ge=0)], ...], Meta(max_length=16)]
Steps = Annotated[int, Meta(ge=1, le=10_000)]  # taken at once, while all else waits


class Request(Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag=kebab):
    """What a page sends."""


class Change(Request, frozen=True):
    """Take this state, but for its step, its edits and the guide's progress: what was trained is
    kept where only the learning rate or the view differ, else training begins anew."""

    state: PageState


class Restore(Request, frozen=True):
    """Take this state with its step and its edits, as a link brings it."""

    state: PageState


class Play(Request, frozen=True):
    """Train until `Pause`. steps_per_second: None for as fast as the machine can."""

    steps_per_second: Annotated[float, Meta(ge=0.1, le=1e6)] | None = None


class Pause(Request, frozen=True):
    """Stop after the step under way."""


class Step(Request, frozen=True):
    """Train so many steps."""

    steps: Steps = 1


class Epoch(Request, frozen=True):
    """Train to the end of the epoch."""


class Rewind(Request, frozen=True):
    """Go back to step 0: the same shuffles, and weights as they were trained from there. What was
    set by hand at step 0 holds, so that a start that one has made can be played again."""


class StartOver(Request, frozen=True):
    """Begin again with the weights that training started with, without what was set by hand."""


class Seek(Request, frozen=True):
    """Show the network as it was at a step; training goes on from there."""

    step: Annotated[int, Meta(ge=0, le=MOST_STEP)]


class SetWeight(Request, frozen=True):
    """Set one weight by hand."""

    variable: Name
    index: Index
    value: Coordinate


class Ready(Request, frozen=True):
    """The page has drawn the last frame, and takes the next one."""


class WhyWeight(Request, frozen=True):
    """Explain one weight or bias: its gradient path by path, its next update. row: of one row
    alone; None for all rows."""

    variable: Name
    index: Index
    row: Annotated[int, Meta(ge=0)] | None = None


class WhyUnit(Request, frozen=True):
    """Explain one unit for a point of the feature space. layer: 0 for the first hidden one."""

    layer: Annotated[int, Meta(ge=0)]
    unit: Annotated[int, Meta(ge=0)]
    point: Annotated[tuple[Coordinate, ...], Meta(max_length=10_000)]


class WhyLayer(Request, frozen=True):
    """What does a layer make of the rows? layer: 0 for the first hidden one."""

    layer: Annotated[int, Meta(ge=0)]


class WhyRow(Request, frozen=True):
    """One row's way through the network, and the gradient's way back."""

    row: Annotated[int, Meta(ge=0)]


class Look(Request, frozen=True):
    """Look at a layer of a model, and at a row in it; the next frames have their numbers.

    node: of an unfolded layer, whose numbers come too.
    """

    card: Name | None = None
    row: Annotated[int, Meta(ge=0)] = 0
    node: Name | None = None


class Unfold(Request, frozen=True):
    """The operations of a layer."""

    card: Name


class WhyNumber(Request, frozen=True):
    """Explain any number of a model: one that a layer computes, or a weight."""

    name: Name
    index: Index


class Diagnose(Request, frozen=True):
    """Why does the network not learn, as it stands? seconds: for looking."""

    seconds: Annotated[float, Meta(ge=1, le=120)] = 5.0


class Apply(Request, frozen=True):
    """Apply the remedy of a finding of the last `Diagnose`."""

    finding: Annotated[int, Meta(ge=0)]


class TryUnits(Request, frozen=True):
    """What do these units answer?"""

    units: HandUnits


class TakeKnown(Request, frozen=True):
    """Take the weights that are known to solve a gate: one unit's, or three units'."""

    gate: GateName


class CanOneUnit(Request, frozen=True):
    """Can one unit solve a gate?"""

    gate: GateName


class TrainUnits(Request, frozen=True):
    """Train the units of the Units room from the weights that they have."""


class Derive(Request, frozen=True):
    """Differentiate a formula: its steps, and the numbers at a point."""

    pencil: Pencil


class Evaluate(Request, frozen=True):
    """The numbers alone: of the last `Derive`'s formula at another point, or for another h."""

    pencil: Pencil


class TraceFormula(Request, frozen=True):
    """The formula's computation graph with its values and gradients at the point."""

    pencil: Pencil


class TakeGuide(Request, frozen=True):
    """The guide that the state names, in the page's language."""


class CheckGuide(Request, frozen=True):
    """Is the open step of the guide done? guided: how far the page is; what is done then is kept in
    the state. selected: what is touched on the page."""

    guided: Guided
    selected: Place | None = None


class ShowStep(Request, frozen=True):
    """How is the open step of the guide done?"""


AnyRequest = (
    Change
    | Restore
    | Play
    | Pause
    | Step
    | Epoch
    | Rewind
    | StartOver
    | Seek
    | SetWeight
    | Ready
    | WhyWeight
    | WhyUnit
    | WhyLayer
    | WhyRow
    | Look
    | Unfold
    | WhyNumber
    | Diagnose
    | Apply
    | TryUnits
    | TakeKnown
    | CanOneUnit
    | TrainUnits
    | Derive
    | Evaluate
    | TraceFormula
    | TakeGuide
    | CheckGuide
    | ShowStep
)
