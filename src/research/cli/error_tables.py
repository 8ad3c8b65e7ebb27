"""How the errors of one coder are printed: its scores, its errors by group, and which frame it sees for which."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from research.cli.terminal import print_json, show_progress

if TYPE_CHECKING:
    import pandas as pd

_HEADINGS = {
    "scores": "Scores on gold, with 95 % intervals over documents",
    "groups": "Errors by group: bias is what a share by the coder has too much (+) or too little (-)",
    "tests": "Whether the coder errs more in one group than in another",
    "confusion": "Which frame gold has (missed) and which the coder has (instead), with a typical statement",
}


def print_scores(table: "pd.DataFrame") -> None:
    """Print a table of scores; what is missing is blank."""
    # A whole number that is missing is not written by na_rep.
    counts = {str(name): table[name].astype("string").fillna("") for name in table.select_dtypes("Int64")}
    print(table.assign(**counts).to_string(index=False, float_format="%.3f", na_rep=""))


def show_errors(corpus: Path, coder: str, *, by: str, as_json: bool) -> None:
    """Score one coder on the gold of a corpus, and print how it errs."""
    from research.report import describe_errors
    from research.study import evaluate_coder, open_study

    with show_progress(f"scoring {coder}"):
        errors = evaluate_coder(open_study(corpus), coder, by=by)
    tables = {name: getattr(errors, name) for name in _HEADINGS}
    said = describe_errors(errors, by=by)
    if as_json:
        counts = {name: getattr(errors, name) for name in ("statements", "shots", "declined")}
        print_json({"coder": coder, **counts, "said": said, **tables})
        return
    print(said)
    for name, table in tables.items():
        if len(table):
            print(f"\n{_HEADINGS[name]}")
            print_scores(table)
    where = (corpus / "coding" / "frozen.txt").as_posix()
    print(f"{where} says who has read the documents of each part, and how often they were scored", file=sys.stderr)
