"""What a simulated deal can be: honest, a typology, a look-alike, or a case for the sample.

Typologies T.. and look-alikes N.. follow the published cases the rules are written for.
"""

from __future__ import annotations

from types import MappingProxyType

from screening.simulate.kind import HONEST_ENDS, Kind
from screening.simulate.kinds_alike import ALIKE
from screening.simulate.kinds_listed import ABOUT_LISTS
from screening.simulate.kinds_shown import SHOWN
from screening.simulate.kinds_suspicious import SUSPICIOUS

CLEAN = "OK"
_HONEST = Kind(CLEAN, "an honest deal", HONEST_ENDS)
KINDS = MappingProxyType({k.name: k for k in (_HONEST, *SUSPICIOUS, *ALIKE, *SHOWN, *ABOUT_LISTS)})
TYPOLOGIES = tuple(k for k in KINDS.values() if k.share and k.is_suspicious)
LOOKALIKES = tuple(k for k in KINDS.values() if k.share and not k.is_suspicious)
LOOKALIKE_SHARE = 0.03
LONGEST_STRING = KINDS["N04"].size[1]  # deals
