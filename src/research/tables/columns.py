"""How columns are declared, and the tables of comparisons: shares, contrasts, regressions, words.

tables gathers these with those of all other stages; other modules read them there.
"""

from typing import Any

import pandera.pandas as pa

BASES = ("statements", "documents", "speakers")
VERDICTS = ("supported", "not supported", "too few to say")
# The choices of a multiverse and their levels, the one that the tables of shares take first; codes are the study's own.
CHOICES: dict[str, tuple[str, ...]] = {
    "base": ("statements", "framed", "documents"),
    "weighting": ("statements", "documents"),
    "duplicates": ("include", "first", "weighted"),
    "codes": (),
    "mode": ("all", "direct"),
    "national": ("with", "without"),
    "incomplete": ("with", "without"),
}


def make_column(kind: Any, meaning: str, *checks: pa.Check, **options: Any) -> pa.Column:
    """A column of that kind, what it means, and what is checked in it."""
    return pa.Column(kind, list(checks), description=meaning, **options)


def text_column(meaning: str, *checks: pa.Check, **options: Any) -> pa.Column:
    """A column of text."""
    return make_column("str", meaning, *checks, **options)


def count_column(meaning: str, **options: Any) -> pa.Column:
    """A column of whole numbers from 0."""
    return make_column("int64", meaning, pa.Check.ge(0), **options)


def share_column(meaning: str) -> pa.Column:
    """A column of numbers from 0 to 1, empty where there is nothing to say."""
    return make_column("float64", meaning, pa.Check.in_range(0, 1), nullable=True)


def number_column(meaning: str) -> pa.Column:
    """A column of any numbers, empty where there is nothing to say."""
    return make_column("float64", meaning, nullable=True)


def make_schema(columns: dict[str, pa.Column], key: list[str] | None) -> pa.DataFrameSchema:
    """A table of those columns and no others, with one row for each value of the key."""
    return pa.DataFrameSchema(columns, strict=True, unique=key)


FRAME = text_column("code of the frame or subcode in the codebook")
_SIZES = {
    "statements": count_column("reported statements"),
    "documents": count_column("documents they come from"),
    "families": count_column(
        "families of near-identical documents they come from; documents where none were looked for"
    ),
    "speakers": make_column(
        "Int64", "speakers, a name in one document each; empty where the rows name none", nullable=True
    ),
}


def _count_sides() -> dict[str, pa.Column]:
    hits = count_column("statements that carry the frame")
    counts = (*_SIZES.items(), ("hits", hits))
    return {
        f"{name}_{side}": make_column(
            str(count.dtype), f"{count.description}, side {side}", nullable=name == "speakers"
        )
        for side in ("a", "b")
        for name, count in counts
    }


_KEYNESS_SIDES = {
    "count": "times that it stands in the statements of the",
    "rate": "times in a thousand words of the",
    "found": "documents with the word on the side of the",
    "words": "words counted in the statements of the",
    "statements": "statements of the",
    "documents": "documents with statements of the",
    "families": "families of near-identical documents with statements of the",
    "speakers": "speakers, a name in one document each, of the",
}

COMPARISONS: dict[str, pa.DataFrameSchema] = {
    "shares": make_schema(
        {
            "grouping": text_column("the column that forms the groups, such as election_year"),
            "group": text_column("the value of that column"),
            "frame": FRAME,
            "base": text_column("what is counted", pa.Check.isin(BASES)),
            "statements": count_column("reported statements in the group"),
            "documents": count_column("documents they come from"),
            "families": count_column(
                "families of near-identical documents they come from; documents where none were looked for"
            ),
            "speakers": make_column(
                "Int64", "speakers, a name in one document each; empty where the rows name none", nullable=True
            ),
            "hits": count_column("statements, documents or speakers that carry the frame"),
            "share": share_column("hits over the base; empty where there are too few documents to say"),
            "low": share_column("lower end of the 95 % interval"),
            "high": share_column("upper end of the 95 % interval"),
            "method": text_column("how the interval was made, or too few to say"),
            "bootstrap_low": share_column("lower end of the 95 % percentile interval over resampled documents"),
            "bootstrap_high": share_column("upper end of it"),
        },
        ["grouping", "group", "frame", "base"],
    ),
    "composition": make_schema(
        {
            "grouping": text_column("the column that forms the groups"),
            "group": text_column("the value of that column"),
            "composition": text_column("the column that the group is made of, such as office"),
            "part": text_column("the value of that column"),
            **_SIZES,
            "share": share_column("statements of the part over those of the group; counted, not estimated"),
        },
        ["grouping", "group", "composition", "part"],
    ),
    "weightings": make_schema(
        {
            "weighting": text_column("statements, documents (each counts once), or the column that is made alike"),
            "grouping": text_column("the column that forms the groups"),
            "group": text_column("the value of that column"),
            "frame": FRAME,
            **_SIZES,
            "hits": count_column("statements that carry the frame, unweighted"),
            "share": share_column("the weighted share; empty where there are too few documents to say"),
            "low": share_column("lower end of the 95 % interval"),
            "high": share_column("upper end of the 95 % interval"),
            "method": text_column("how the interval was made, or too few to say"),
            "covered": share_column("part of all statements whose strata the group has"),
        },
        ["weighting", "grouping", "group", "frame"],
    ),
    "contrasts": make_schema(
        {
            "contrast": text_column("id of the declared contrast"),
            "label": text_column("the contrast in words"),
            "column": text_column("the column that parts the sides"),
            "a": text_column("its values on side a"),
            "b": text_column("its values on side b"),
            "frame": FRAME,
            **_count_sides(),
            "documents": count_column("documents on either side, those on both counted once"),
            "share_a": share_column("share of side a's statements that carry the frame"),
            "share_b": share_column("share of side b's"),
            "difference": number_column("share_a less share_b; empty where there are too few documents to say"),
            "difference_low": number_column("lower end of its 95 % interval"),
            "difference_high": number_column("upper end of it"),
            "ratio": number_column("share_a over share_b; empty where side b has no hit"),
            "ratio_low": number_column("lower end of its 95 % interval"),
            "ratio_high": number_column("upper end of it; empty or infinite where side b may have no share"),
            "method": text_column("how the intervals were made, or too few to say"),
            "p": share_column("permutation p, two-sided, whole clusters moved"),
            "moved": text_column("what the permutation moves"),
            "within": number_column("the difference that p is about: documents on both sides held against themselves"),
            "q": share_column("p after Benjamini and Hochberg over all tests of the table"),
            "tried": count_column("number of tests of the table"),
            "detectable": share_column("smallest difference found with 80 % power by so many documents"),
            "documents_needed": make_column(
                "Int64", "documents that would find the observed difference with 80 % power", nullable=True
            ),
            "verdict": text_column("what the data say", pa.Check.isin(VERDICTS)),
        },
        ["contrast", "frame"],
    ),
    "coefficients": make_schema(
        {
            "frame": FRAME,
            "term": text_column("the column in the regression"),
            "level": text_column("a value of it, or several merged"),
            "reference": text_column("the level that it is held against"),
            **_SIZES,
            "hits": count_column("statements of the level that carry the frame"),
            "odds_ratio": number_column("odds of the frame against those of the reference, all other terms alike"),
            "low": number_column("lower end of its 95 % interval"),
            "high": number_column("upper end of it"),
            "p": share_column("p of the level by itself, not corrected for the number of levels"),
            "method": text_column("how the regression was fitted, or too few to say"),
            "note": text_column("what was merged, left out or taken as the reference"),
        },
        ["frame", "term", "level"],
    ),
    "pooled": make_schema(
        {
            "grouping": text_column("the column that forms the groups, such as province"),
            "group": text_column("the value of that column"),
            "frame": FRAME,
            **_SIZES,
            "hits": count_column("statements that carry the frame"),
            "raw": share_column("hits over statements, however few"),
            "share": share_column("the model's estimate, drawn towards the mean of all groups"),
            "low": share_column("lower end of its 95 % interval"),
            "high": share_column("upper end of it"),
            "mean": share_column("the model's mean of all groups"),
            "method": text_column("the model, or too few to say"),
        },
        ["grouping", "group", "frame"],
    ),
    "keyness": make_schema(
        {
            "by": text_column("the column that forms the sides, such as election_year, or frame"),
            "target": text_column("the values of that column on the one side"),
            "reference": text_column("those on the side that it is compared with"),
            "stem": text_column("the stem or phrase that is counted"),
            "term": text_column("its commonest surface form"),
            "forms": text_column("all its surface forms with their counts in all reported statements"),
            "marks": text_column("the side that has more of it, empty where neither has or there is too little to say"),
            **{
                f"{name}_{side}": make_column(
                    "float64" if name == "rate" else "int64", f"{meaning} {side}", pa.Check.ge(0)
                )
                for name, meaning in _KEYNESS_SIDES.items()
                for side in ("target", "reference")
            },
            "dispersion": share_column(
                "Gries's deviation of proportions in the side that it marks: 0 even, 1 in one place"
            ),
            "log_odds": number_column("log-odds ratio with informative Dirichlet prior"),
            "z": number_column("log_odds over its standard error; over 0 marks the target"),
            "p": share_column(
                "part of the draws in which documents that change sides give such a z; empty if not tested"
            ),
            "q": share_column("Benjamini and Hochberg's false discovery rate over the words tested"),
            "tested": count_column("words tested"),
            "verdict": text_column("what the data say", pa.Check.isin((*VERDICTS, "in too few documents"))),
        },
        ["by", "target", "reference", "stem"],
    ),
    "specifications": make_schema(
        {
            "contrast": text_column("id of the declared contrast"),
            "label": text_column("the contrast in words"),
            "frame": text_column("code of the frame or subcode, or a word"),
            "base": text_column("what is counted", pa.Check.isin(CHOICES["base"])),
            "weighting": text_column("what counts alike", pa.Check.isin(CHOICES["weighting"])),
            "duplicates": text_column("which documents of a family count", pa.Check.isin(CHOICES["duplicates"])),
            "codes": text_column("whose codes, or how words were stemmed"),
            "mode": text_column("all speech, or direct speech alone", pa.Check.isin(CHOICES["mode"])),
            "national": text_column(
                "with or without the central government and documents of no province",
                pa.Check.isin(CHOICES["national"]),
            ),
            "incomplete": text_column("with or without incomplete documents", pa.Check.isin(CHOICES["incomplete"])),
            **_SIZES,
            "documents_a": count_column("documents of side a"),
            "documents_b": count_column("documents of side b"),
            "hits": count_column("statements that carry the frame, on either side"),
            "difference": number_column("share of side a less that of side b; empty where there are too few to say"),
            "low": number_column("lower end of its 95 % interval"),
            "high": number_column("upper end of it"),
            "method": text_column("how the interval was made, or too few to say"),
            "p": share_column("permutation p, two-sided, whole families moved"),
            "p_median": share_column("the claim's: permutation p of the median difference of all specifications"),
            "p_share": share_column(
                "the claim's: permutation p of the share of specifications significant on one side"
            ),
        },
        ["contrast", "frame", *CHOICES],
    ),
    "verdicts": make_schema(
        {
            "contrast": text_column("id of the declared contrast"),
            "label": text_column("the contrast in words"),
            "frame": text_column("code of the frame or subcode, or a word"),
            "specifications": count_column("combinations of choices tried"),
            "too_few": count_column("those with too few documents to say, which count for nothing else here"),
            "documents_least": count_column("documents of the specification that has fewest"),
            "documents_most": count_column("documents of the one that has most"),
            "direction": text_column(
                "side a has more or less, in most specifications", pa.Check.isin(["more", "less", ""])
            ),
            "median": number_column("median difference of the specifications"),
            "lowest": number_column("smallest difference"),
            "highest": number_column("largest difference"),
            "same_sign": share_column("part of the specifications that differ in that direction"),
            "excluded": share_column("part of them whose 95 % interval leaves out 0 on that side"),
            "significant": share_column("part of them with p of at most 0.05 in that direction"),
            "p": share_column("permutation p of the median difference"),
            "p_share": share_column("permutation p of the share of specifications significant on one side"),
            "q": share_column("p after Benjamini and Hochberg over all claims of the table"),
            "tried": count_column("number of claims tested"),
            "verdict": text_column(
                "what the specifications say",
                pa.Check.isin(("holds", "holds in part", "not supported", "too few to say")),
            ),
            "least_same_sign": share_column("same_sign that holds asks for"),
            "least_excluded": share_column("excluded that it asks for"),
            "most_q": share_column("q that it allows"),
            "holds_with": text_column("levels of choices with which it holds, by ;"),
            "hangs_on": text_column("choices that it hangs on: share of each level's intervals that leave out 0"),
        },
        ["contrast", "frame"],
    ),
}
