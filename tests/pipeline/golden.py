"""What the sample comes to, kept as text so that any change of an answer is seen in review.

`python -m tests.pipeline.golden` writes it anew; read the difference before you keep it.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from screening.audit import explain, render
from screening.pipeline import run
from screening.store import open_store

SAMPLE = Path(__file__).parents[2] / "sample_data" / "batch"
QUEUE = Path(__file__).with_name("golden_queue.tsv")
EXPLANATIONS = Path(__file__).with_name("golden_explanations.txt")
EXPLAINED = ("D-T10-001", "D-N07-001", "D-MISS-001")

_QUEUE = """
SELECT r.deal_id, r.disposition, r.score, r.total_points,
       coalesce(string_agg(f.rule_id || ':' || f.severity, ' ' ORDER BY f.rule_id), '') AS hits,
       coalesce((SELECT string_agg(d.duty, ' ' ORDER BY d.duty) FROM duty d
                 WHERE d.run_id = r.run_id AND d.deal_id = r.deal_id), '') AS duties
FROM deal_result r LEFT JOIN finding f
     ON f.run_id = r.run_id AND f.deal_id = r.deal_id AND f.answer = 'hit'
GROUP BY ALL ORDER BY r.deal_id
"""


def queue_text(db: Path) -> str:
    """One line a deal: its end, score, points, hits and duties."""
    with open_store(db) as con:
        rows = con.execute(_QUEUE).fetchall()
    header = "deal_id\tdisposition\tscore\ttotal_points\thits\tduties"
    return "\n".join([header, *("\t".join(str(v) for v in row) for row in rows)]) + "\n"


def explanations_text(db: Path) -> str:
    """The pages of a few deals in both languages; the run's id, a digest, is left out."""
    told = [explain(db, deal, lang=lang) for deal in EXPLAINED for lang in ("en", "zh")]
    return "\n\n".join(render(t).replace(t.run_id, "RUN") for t in told) + "\n"


def main() -> None:
    """Write the files anew."""
    with tempfile.TemporaryDirectory() as folder:
        db = Path(folder) / "sample.duckdb"
        run(SAMPLE, db)
        QUEUE.write_text(queue_text(db), encoding="utf-8")
        EXPLANATIONS.write_text(explanations_text(db), encoding="utf-8")


if __name__ == "__main__":
    main()
