"""Names held against the names of lists, over distinct names; pure functions.

names ─► forms (one a script, in words) ─► words alike ─► candidates ─► scores
"""

from __future__ import annotations

from screening.names.forms import has_legal_form
from screening.names.match import METHOD, match_names
from screening.names.scripts import LONGEST, in_latin_letters

__all__ = ["LONGEST", "METHOD", "has_legal_form", "in_latin_letters", "match_names"]
