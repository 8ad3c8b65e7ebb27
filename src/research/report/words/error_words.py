"""Sentences on how a coder errs."""

import pandas as pd

from research.report.words.number_formats import count_noun, format_p
from research.study import CoderErrors

_LEVEL = 0.05


def describe_errors(errors: CoderErrors, *, by: str = "") -> str:
    """Say on how many statements a coder was scored, and whether it errs more in one group than in another.

    Parameters
    ----------
    errors : CoderErrors
        Of study.evaluate_coder.
    by : str
        The column that formed the groups; none where empty.

    Returns
    -------
    str
        Sentences.
    """
    said = [f"{errors.coder} is scored on {count_noun(errors.statements, 'statement')} that it and gold coded."]
    if errors.shots:
        were = "is" if errors.shots == 1 else "are"
        said.append(f"{count_noun(errors.shots, 'statement')} that its prompt showed {were} left out.")
    if errors.declined:
        counted = "in errors by group they count as without a frame, as in shares" if by else "they are not scored"
        said.append(f"It declined {count_noun(errors.declined, 'more statement')} (not coded): {counted}.")
    if by:
        said += [_describe_tests(part, str(name), by) for name, part in errors.tests.groupby("part", sort=True)]
    return " ".join(said)


def _describe_tests(tests: pd.DataFrame, part: str, by: str) -> str:
    """One sentence on the tests of a part."""
    where = "documents kept unread" if part == "frozen" else "documents that coders were written with"
    tested = tests[tests["bias_p"].notna()]
    if tested.empty:
        return f"By {by}, in the {where}: too few to say whether it errs more in one group than in another."
    differing = tested[tested[["error_q", "bias_q"]].min(axis=1).le(_LEVEL)]
    if differing.empty:
        # No difference found is not shown to be none.
        return (
            f"By {by}, in the {where}: no difference of its errors between groups was found in "
            f"{count_noun(len(tested), 'frame')}; that does not show that there is none."
        )
    named = [
        f"{frame} (errors {format_p(error)}, bias {format_p(bias)})"
        for frame, error, bias in differing[["frame", "error_q", "bias_q"]].itertuples(index=False)
    ]
    return (
        f"By {by}, in the {where}, it errs more in one group than in another in {len(named)} of "
        f"{count_noun(len(tested), 'frame')} (q): {', '.join(named)}. "
        "Differences of these groups by its frames alone are not to be trusted."
    )
