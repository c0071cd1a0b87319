"""Size limits of intake: what is larger is refused with one clear error, before it is read."""

from __future__ import annotations

FILE_BYTES = 2_000_000_000
"""Largest table file, packed or unpacked."""

MESSAGE_BYTES = 200_000_000
"""Largest XML or JSON message."""

WORKBOOK_BYTES = 1_000_000_000
"""Largest unpacked size of a workbook's parts together."""

WORKBOOK_RATIO = 200
"""Largest unpacked size over packed size of a workbook: beyond it is a zip bomb."""

WORKBOOK_RATIO_FROM = 50_000_000
"""Unpacked size from which that ratio is asked: small sheets of equal cells pack very well."""

TEXT_CHARS = 10_000
"""Longest text in one cell."""

RAW_CHARS = 100_000
"""Raw text of a reject is kept up to this length; its digest is over the whole."""

QUOTE_DEFECTS = 10_000
"""Broken quotations mended by leaving a line out, before a CSV file is given up."""
