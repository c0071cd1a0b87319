"""What a run is: the digests of everything that decides its results, and its id."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class RunKey:
    """Identity of a run; two runs of the same key have the same results to the bit.

    `request_digest` covers inputs, reference data, pack, model, engine, catalogue and as-of;
    `history_digest` the earlier live runs `consulted`; `reference_digest` exactly the reference
    tables the run used, wherever they came from. `as_of` is UTC.
    """

    run_id: str
    request_digest: str
    batch: str
    batch_digest: str
    reference_digest: str
    history_digest: str
    pack_digest: str
    model_digest: str
    engine_version: str
    catalogue_digest: str
    as_of: datetime
    as_of_source: str
    consulted: tuple[str, ...] = ()

    def replacing(self, runs: Sequence[str]) -> RunKey:
        """The key of the run that supersedes the live results those runs have of its deals.

        A request that returns after another took its place is a new run, so no run id is ever
        written twice.
        """
        return replace(self, run_id=_run_id(self.request_digest, self.history_digest, runs))


def run_key(
    *,
    batch: str,
    batch_digest: str,
    reference_digest: str,
    history_digest: str,
    pack_digest: str,
    model_digest: str,
    engine_version: str,
    catalogue_digest: str,
    as_of: datetime,
    as_of_source: str,
    consulted: Sequence[str] = (),
) -> RunKey:
    """The key of a run; `as_of` must carry a zone.

    The batch's name decides nothing and is not digested.
    """
    request = _digest(
        ("batch", batch_digest),
        ("reference", reference_digest),
        ("pack", pack_digest),
        ("model", model_digest),
        ("engine", engine_version),
        ("catalogue", catalogue_digest),
        ("as_of", _utc(as_of).isoformat()),
    )
    return RunKey(
        run_id=_run_id(request, history_digest, ()),
        request_digest=request,
        batch=batch,
        batch_digest=batch_digest,
        reference_digest=reference_digest,
        history_digest=history_digest,
        pack_digest=pack_digest,
        model_digest=model_digest,
        engine_version=engine_version,
        catalogue_digest=catalogue_digest,
        as_of=_utc(as_of),
        as_of_source=as_of_source,
        consulted=tuple(sorted(consulted)),
    )


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        msg = "an as-of time without a zone could mean two moments"
        raise ValueError(msg)
    return moment.astimezone(UTC)


def _digest(*parts: tuple[str, str]) -> str:
    # lengths keep two different lists of parts from spelling the same text
    text = "".join(f"{label}={len(value)}:{value}\n" for label, value in parts)
    return hashlib.sha256(text.encode()).hexdigest()


def _run_id(request: str, history: str, replaced: Sequence[str]) -> str:
    text = "".join([request, history, *sorted(replaced)])
    return hashlib.sha256(text.encode()).hexdigest()[:16]
