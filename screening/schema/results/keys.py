"""Columns that many result tables share."""

from __future__ import annotations

RUN_ID = ("run_id", "VARCHAR", "the run: digest of everything that decides its results")
DEAL_ID = ("deal_id", "VARCHAR", "the deal")
