"""What a page can look at: a network that is drawn unit by unit, or a model of any layers."""

from __future__ import annotations

from glassnet.page.layers.model_session import ModelSession
from glassnet.page.network.session import Session

AnySession = Session | ModelSession
