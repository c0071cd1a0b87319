"""Facts of files and refusals: one file for several papers, papers changed after a refusal."""

from __future__ import annotations

from screening.schema.fact import COVERAGE, NOT_YET, N, S, of_family

_fact = of_family("files")

FACTS = (
    _fact(
        "n_other_papers_of_file",
        N,
        "papers of other deals handed in as the very same file with other key content, the most",
        "与其他业务单据文件相同而内容不同的份数",
        COVERAGE,
        needs=("document_files",),
        points_to="shared_file_document_id",
    ),
    _fact("shared_file_deal", S, "deal of the first of them", "同一文件另一单据所属业务", NOT_YET),
    _fact("shared_file_document_id", S, "the paper of this deal", "与他件文件相同的单据", NOT_YET),
    _fact("shared_file_other_document_id", S, "the first of them", "同一文件的另一单据", NOT_YET),
    _fact(
        "n_resubmitted_papers",
        N,
        "papers handed in changed within 180 days after a refusal, with no correction asked for",
        "被退单后改动重提且非应要求更正的份数",
        COVERAGE,
        needs=("rejections",),
        points_to="resubmitted_document_id",
    ),
    _fact(
        "resubmitted_changes", S, "what was changed in the first", "退单后重提单据的改动项", NOT_YET
    ),
    _fact("resubmitted_document_id", S, "the first of them", "退单后改动重提的单据", NOT_YET),
    _fact("resubmitted_no", S, "number of the first", "退单后改动重提的单据号", NOT_YET),
)
