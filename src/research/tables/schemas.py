"""The columns of every table, and the check at every border between stages."""

from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from research.tables.column_types import ANY, TYPES, check_column, find_twice
from research.tables.columns import (
    COMPARISONS,
    FRAME as _FRAME,
    count_column as _count,
    make_column as _column,
    make_schema as _schema,
    share_column as _share,
    text_column as _text,
)
from research.tables.faults import Fault, InputError
from research.tables.formulas import restore_table

RENDITIONS = ("restated", "verbatim", "metadata")
KINDS = ("news", "press_release")
DATE_PRECISIONS = ("day", "month", "year")
MODES = ("direct", "indirect", "narration")
REFERENCE_KINDS = ("law", "instrument", "act", "addressee")
WITHIN = ("statement", "speaker", "document")
# Between the two frames of a pair, in conditions.
JOINT = " + "
OFFICES = (
    "head",
    "acting_head",
    "secretary",
    "agency",
    "oversight",
    "election",
    "central",
    "legislature",
    "security",
    "other",
)


_DOCUMENT = _text("id of the document, also its file's name", pa.Check.str_matches(r"^[a-z0-9]+(-[a-z0-9]+)*$"))
_SENTENCE = _column("int64", "number of the sentence in its document, from 1, narration included", pa.Check.ge(1))
_STATEMENT = {
    "sentence": _SENTENCE,
    "start": _count("first character in the document's text, counted in code points"),
    "stop": _count("one past the last character"),
    "text": _text("the document's text from start to stop"),
    "reported": _column("bool", "whether an official is reported as speaking"),
    "speaker": _text("the speaker at the fullest name the document gives, empty for narration"),
    "office": _text("the speaker's office, empty for narration", pa.Check.isin((*OFFICES, ""))),
    "mode": _text("how the original reports it; narration where nobody speaks", pa.Check.isin(MODES)),
    "rule": _text("what decided the speaker: the name of a rule, or coded"),
    "confidence": _column("float64", "trust in the rule, from 0 to 1", pa.Check.in_range(0, 1)),
}

SCHEMAS: dict[str, pa.DataFrameSchema] = {
    "documents": _schema(
        {
            "document": _DOCUMENT,
            "title": _text("headline of the original, empty where it was not kept"),
            "outlet": _text("name of the newspaper, news site or press office"),
            "url": _text("address of the original, empty where it is gone"),
            "published": _column("datetime64[s]", "day of publication; the first of the month if precision is month"),
            "date_precision": _text("how exact published is", pa.Check.isin(DATE_PRECISIONS)),
            "election": _text("kind and year, such as pilkada-2020", pa.Check.str_matches(r"^[a-z]+(-[a-z]+)*-\d{4}$")),
            "election_year": _column("int64", "year of the election"),
            "region": _text("the regency, city or province the officials serve"),
            "province": _text("province by the boundaries of 2022, or Nasional"),
            "island": _text("island group of the province, empty for Nasional"),
            "kind": _text("news item or press release", pa.Check.isin(KINDS)),
            "rendition": _text("whose wording the text is", pa.Check.isin(RENDITIONS)),
            "complete": _column("bool", "whether the whole original was seen"),
            "text": _text("the body, exactly as it stands in the file"),
            "sha256": _text("hash of text in UTF-8", pa.Check.str_matches(r"^[0-9a-f]{64}$")),
        },
        ["document"],
    ),
    "statements": _schema({"document": _DOCUMENT, **_STATEMENT}, ["document", "sentence"]),
    "attributions": _schema(
        {
            # Texts from elsewhere keep the names that they came with.
            "document": _text("id of the document as given, such as its file's name"),
            **_STATEMENT,
            "quote_start": _column("Int64", "first mark of the quotation, empty where there is none", nullable=True),
            "quote_stop": _column("Int64", "one past its last mark", nullable=True),
        },
        ["document", "sentence"],
    ),
    "codings": _schema(
        {
            "document": _DOCUMENT,
            "sentence": _SENTENCE,
            "coder": _text("who coded: a coder's name, or gold"),
            "frame": _text("a code, or none where the coder read the sentence and saw no frame"),
        },
        ["document", "sentence", "coder", "frame"],
    ),
    "frames": _schema(
        {
            "document": _DOCUMENT,
            "sentence": _SENTENCE,
            "frame": _FRAME,
            "coder": _text("gold, a coder's name, cue or trained"),
            "present": _column("bool", "whether the coder sees the frame in the statement"),
            "probability": _share(
                "the trained coder's calibrated probability that the frame is there; empty for others"
            ),
            "cue": _text("the cue that fired, empty where none did"),
            "cue_start": _column("Int64", "first character of the cue in the document's text", nullable=True),
            "cue_stop": _column("Int64", "one past its last character", nullable=True),
        },
        ["document", "sentence", "frame", "coder"],
    ),
    "hits": _schema(
        {
            "document": _DOCUMENT,
            "sentence": _SENTENCE,
            "frame": _text("code of the frame or subcode that has the cue"),
            "cue": _text("name of the cue"),
            "start": _count("first character of the hit in the document's text"),
            "stop": _count("one past its last character"),
            "text": _text("the document's text from start to stop"),
            "negated": _column("bool", "whether an odd number of negators governs the hit"),
            "negator": _text("the negators that govern it, in their order, empty where none does"),
            "modal": _text("the modal words that govern it, in their order, empty where none does"),
        },
        ["document", "sentence", "frame", "cue", "start", "stop"],
    ),
    "references": _schema(
        {
            "document": _DOCUMENT,
            "sentence": _SENTENCE,
            "kind": _text("what is named", pa.Check.isin(REFERENCE_KINDS)),
            "reference": _text("code of what is named, such as UU 5/2014 or circular"),
            "label": _text("the code in words, such as the title of a law"),
            "article": _text("articles cited, such as 71 ayat (2); empty for what is no law"),
            "start": _count("first character in the document's text"),
            "stop": _count("one past the last character"),
            "text": _text("the document's text from start to stop"),
            "forbidden": _column("bool", "whether the sentence forbids the act in so many words"),
            "prohibition": _text("the words that forbid it, empty where none do"),
            "rule": _text("how it is told: the words that fired, or numbered, dated, named, back, unnamed, article"),
        },
        ["document", "sentence", "kind", "reference", "start", "stop"],
    ),
    "reference_counts": _schema(
        {
            "grouping": _text("the column that forms the groups, such as election_year"),
            "group": _text("the value of that column"),
            "kind": _text("what is named", pa.Check.isin(REFERENCE_KINDS)),
            "reference": _text("code of what is named"),
            "label": _text("the code in words"),
            "hits": _count("times that it is named in reported statements"),
            "statements": _count("reported statements that name it"),
            "documents": _count("documents of those statements"),
            "families": _count("duplicate families of those documents; documents where families are not known"),
            "speakers": _count("speakers of those statements, a name in one document each"),
            "of_statements": _count("reported statements in the group"),
            "of_documents": _count("documents they come from"),
            "of_families": _count("duplicate families of those; documents where families are not known"),
            "of_speakers": _count("speakers of the group's statements, a name in one document each"),
        },
        ["grouping", "group", "kind", "reference"],
    ),
    "ties": _schema(
        {
            "actor": _text("an office or a speaker"),
            "frame": _FRAME,
            "statements": _count("statements of the actor that carry the frame, after the duplicates rule"),
            "documents": _count("documents of those statements"),
            "actor_statements": _count("all reported statements of the actor, before the duplicates rule"),
            "actor_documents": _count("documents of those"),
            "actor_families": _count("duplicate families of those; documents where families are not known"),
            "actor_speakers": _count("speakers of those statements, a name in one document each"),
            "drawn": _column("bool", "whether the actor has documents enough for a figure"),
        },
        ["actor", "frame"],
    ),
    "projection": _schema(
        {
            "first": _text("an actor, or a frame"),
            "second": _text("another one"),
            "shared": _count("frames that both use, or actors that use both"),
            "product": _column(
                "float64", "sum of the products of their statements over what they share", pa.Check.ge(0)
            ),
            "cosine": _share("product over the root of the product of their own sums of squares"),
        },
        ["first", "second"],
    ),
    "cooccurrence": _schema(
        {
            "frame_a": _FRAME,
            "frame_b": _FRAME,
            "within": _text("what the two frames stand together in", pa.Check.isin(WITHIN)),
            "units": _count("statements, speakers or documents"),
            "statements": _count("reported statements that count, of the first document of a family alone"),
            "documents": _count("documents of those"),
            "families": _count("duplicate families of those; documents where families are not known"),
            "speakers": _count("speakers of those, a name in one document each"),
            "with_a": _count("units with the first frame"),
            "with_b": _count("units with the second"),
            "together": _count("units with both"),
            "expected": _column("float64", "units with both that chance would give", pa.Check.ge(0)),
            "chance_low": _column("Int64", "2.5 % of what chance gives lies under it", nullable=True),
            "chance_high": _column("Int64", "2.5 % of what chance gives lies over it", nullable=True),
            "ratio": _column("float64", "together over expected; empty where there are too few to say", nullable=True),
            "low": _column("float64", "lower end of its 95 % interval", nullable=True),
            "high": _column("float64", "upper end of it", nullable=True),
            "p": _share("two-sided probability under chance"),
            "q": _share("the same after Benjamini and Hochberg, over all pairs of the table"),
            "method": _text("what chance moves, or too few to say"),
        },
        ["frame_a", "frame_b", "within"],
    ),
    "topic_terms": _schema(
        {
            "topic": _count("number of the topic, largest first, from 1"),
            "rank": _count("place of the term in its topic, from 1"),
            "term": _text("the commonest surface form of the stem"),
            "stem": _text("the stem or phrase the model saw"),
            "weight": _column("float64", "weight of the term in the topic", pa.Check.ge(0)),
        },
        ["topic", "rank"],
    ),
    "topic_statements": _schema(
        {
            "document": _DOCUMENT,
            "sentence": _SENTENCE,
            "topic": _count("number of the topic"),
            "weight": _share("share of the statement that the topic takes; empty where no term is known"),
        },
        ["document", "sentence", "topic"],
    ),
    **COMPARISONS,
}


def _type_name(declared: pa.Column) -> str:
    name = str(declared.dtype)
    # pandera forgets the unit of a date column and the storage of a text column.
    return {"datetime64[ns]": "datetime64[s]"}.get(name, "str" if name.startswith("string") else name)


def describe_table(name: str) -> pd.DataFrame:
    """List the columns of a table: column, type, meaning.

    >>> describe_table("codings")["column"].tolist()
    ['document', 'sentence', 'coder', 'frame']
    """
    columns = SCHEMAS[name].columns.items()
    return pd.DataFrame(
        [(column, _type_name(declared), declared.description) for column, declared in columns],
        columns=["column", "type", "meaning"],
    )


def check_table(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return the table unchanged if its columns are those declared for name.

    Raises InputError with every fault at once.

    >>> good = pd.DataFrame({"document": ["a"], "sentence": [1], "coder": ["gold"], "frame": ["none"]})
    >>> check_table(good, "codings") is good
    True
    >>> check_table(good.assign(sentence=0).drop(columns="frame"), "codings")
    Traceback (most recent call last):
        ...
    research.tables.InputError: 2 faults:
    table codings: frame: found no such column, expected a column of type str
    table codings, row 0: sentence: found 0, expected greater_than_or_equal_to(1)
    """
    schema = SCHEMAS[name]
    where = f"table {name}"
    if not isinstance(table, pd.DataFrame):
        raise InputError([Fault(where, "table", type(table).__name__, "a table (pandas.DataFrame)")])
    # What is of another kind altogether is told once a column, and not by each check that it breaks.
    wrong = {
        column: fault
        for column, declared in schema.columns.items()
        if column in table.columns
        and (fault := check_column(table, column, TYPES.get(read_kind(declared), ANY), where))
        and not declared.nullable
    }
    faults = list(wrong.values())
    key = [] if wrong.keys() & set(schema.unique or ()) else list(schema.unique or ())
    if key and set(key) <= set(table.columns) and (fault := find_twice(table, key, where)):
        faults.append(fault)
    left = {column: declared for column, declared in schema.columns.items() if column not in wrong}
    try:
        _schema(left, None).validate(table.drop(columns=list(wrong)), lazy=True)
    except pa.errors.SchemaErrors as error:
        faults += _table_faults(error.failure_cases, name, schema)
    if faults:
        raise InputError(faults)
    return table


def read_kind(declared: pa.Column) -> str:
    """The type of a column as types.TYPES names it; empty where a column may have gaps."""
    return "" if declared.nullable else str(declared.dtype).partition("[")[0]


def _table_faults(cases: pd.DataFrame, name: str, schema: pa.DataFrameSchema) -> list[Fault]:
    faults = []
    for case in cases.to_dict("records"):
        value, check, place = case["failure_case"], str(case["check"]), f"table {name}"
        if check == "column_in_dataframe":
            kind = _type_name(schema.columns[value])
            faults.append(Fault(place, str(value), "no such column", f"a column of type {kind}"))
        elif check == "column_in_schema":
            faults.append(Fault(place, str(value), "a column nobody declared", "only " + ", ".join(schema.columns)))
        else:
            row = "" if pd.isna(case["index"]) else f", row {case['index']}"
            found = str(value) if isinstance(value, int | float) else repr(value)
            faults.append(Fault(place + row, str(case["column"]), found, check))
    return faults


def read_table(path: Path, name: str) -> pd.DataFrame:
    """Read a .csv or .parquet file of the columns declared for name, and check it.

    Raises InputError where the file is missing, has another ending or breaks the declaration.
    """
    if path.suffix not in (".csv", ".parquet"):
        raise InputError([Fault(str(path), "file ending", repr(path.suffix), ".csv or .parquet")])
    if not path.is_file():
        raise InputError([Fault(str(path), "file", "nothing there", f"a table of {name}")])
    if path.suffix == ".parquet":
        return check_table(pd.read_parquet(path), name)
    kinds = {column: _type_name(declared) for column, declared in SCHEMAS[name].columns.items()}
    texts = {column: "str" for column, kind in kinds.items() if kind == "str"}
    table = pd.read_csv(path, keep_default_na=False, na_values={c: [""] for c in kinds if c not in texts}, dtype=texts)
    table = restore_table(table)
    present = {column: kind for column, kind in kinds.items() if column in table.columns and column not in texts}
    try:
        table = table.astype(present)
    except (TypeError, ValueError) as error:
        raise InputError([Fault(str(path), "a column", str(error), f"the types of table {name}")]) from None
    return check_table(table, name)
