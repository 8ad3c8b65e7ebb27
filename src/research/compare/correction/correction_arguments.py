"""Checks of the arguments of correct_shares and correct_differences, with all faults in one report."""

from collections.abc import Iterable, Iterator

import pandas as pd

from research import tables
from research.tables import Fault, InputError

UNITS = ["document", "sentence", "frame"]
TARGETS = ("corpus", "population")
# The stratum that coding.select_documents gives to documents chosen whole.
WHOLE = "whole document"


def raise_faults(faults: Iterable[Fault]) -> None:
    """Raise InputError with the faults, where there are any."""
    if reported := list(faults):
        raise InputError(reported)


def list_unit_columns(sample: pd.DataFrame | None) -> list[str]:
    """The columns that identify what was drawn: document and sentence for statements, else document.

    Examples
    --------
    >>> list_unit_columns(None), list_unit_columns(pd.DataFrame(columns=["document", "sentence", "probability"]))
    (['document'], ['document', 'sentence'])
    """
    return ["document"] if sample is None or "sentence" not in sample.columns else ["document", "sentence"]


def check_predictions(rows: pd.DataFrame, gold: pd.DataFrame, sample: pd.DataFrame | None) -> Iterator[Fault]:
    """Yield a fault for each column that is missing or invalid, and for each repeated unit."""
    # Missing predictions are reported by document, in check_arguments.
    missing_values = isinstance(rows, pd.DataFrame) and "present" in rows.columns and bool(rows["present"].isna().any())
    needed: dict[str, tuple[pd.DataFrame, list[str]]] = {
        "table of predictions": (rows, [*UNITS, *([] if missing_values else ["present"])]),
        "table gold": (gold, [*UNITS, "coder", "present"]),
    }
    if sample is not None:
        # list_unit_columns can be called on a table only.
        units = list_unit_columns(sample) if isinstance(sample, pd.DataFrame) else UNITS[:1]
        needed["table sample"] = (sample, [*units, "probability"])
    for where, (table, columns) in needed.items():
        try:
            tables.check_columns(table, columns, where=where)
        except InputError as error:
            yield from error.faults
            continue
        twice = table.loc[table.duplicated([name for name in columns if name in UNITS]), "document"]
        for document in sorted(set(twice)):
            key = ", ".join(name for name in columns if name in UNITS)
            yield Fault(f"{where}, {document}", key, "more than one row", "one row", "filter the table")


def check_arguments(
    rows: pd.DataFrame, gold: pd.DataFrame, *, by: str, sample: pd.DataFrame | None, target: str
) -> Iterator[Fault]:
    """Yield a fault for each invalid argument, and for each empty cell of the predictions."""
    if not isinstance(by, str) or (by != "all" and by not in rows.columns):
        yield Fault("correct_shares", "by", repr(by), "all, or a column of the rows: " + ", ".join(rows.columns))
    if target not in TARGETS:
        yield Fault("correct_shares", "target", repr(target), " or ".join(TARGETS))
    if sample is not None and target == "population":
        remedy = "leave out the sample, or take corpus for the target"
        yield Fault("correct_shares", "sample", "chances of their own", "none, for a population", remedy)
    if rows.empty:
        yield Fault("table of predictions", "rows", "none", "reported statements, from merge_frames")
    if gold.empty:
        yield Fault("table gold", "rows", "none", "frames of the documents that people coded")
    elif len(coders := sorted(set(gold["coder"]))) > 1:
        yield Fault("table gold", "coder", ", ".join(coders), "one coder", "filter the table")
    for name in ("present", "probability"):
        empty = sorted(set(rows.loc[rows[name].isna(), "document"])) if name in rows.columns else []
        remedy = "let the coder read it" if name == "present" else "let the coder read it, or drop the column"
        yield from (
            Fault(f"table of predictions, {document}", name, "nothing", "a value", remedy) for document in empty
        )
    if sample is not None and not gold.empty:
        yield from _check_sample(sample, rows, gold)


def _check_sample(sample: pd.DataFrame, rows: pd.DataFrame, gold: pd.DataFrame) -> Iterator[Fault]:
    where, units = "table sample", list_unit_columns(sample)
    kind = "statement" if "sentence" in units else "document"
    drawn, coded = (pd.MultiIndex.from_frame(table[units].drop_duplicates()) for table in (sample, gold))
    chances = sample["probability"].to_numpy()
    for position in sample[units].reset_index(drop=True).sort_values(units).index:
        unit, name = drawn[position], " ".join(map(str, drawn[position]))
        if not 0 < chances[position] <= 1:
            yield Fault(f"{where}, {name}", "probability", f"{chances[position]}", "over 0, at most 1")
        if unit not in coded:
            remedy = f"code it; a drawn {kind} left out makes the sample another one"
            yield Fault(f"{where}, {name}", "gold", "no row", f"the frames of every drawn {kind}", remedy)
    for unit in sorted(coded.difference(drawn)):
        name = " ".join(map(str, unit))
        yield Fault(f"{where}, {name}", "probability", "no row", f"the chance that each coded {kind} had")
    left = len(pd.MultiIndex.from_frame(rows[units].drop_duplicates()).difference(coded))
    # Drawn statements keep their strata: in a part of the corpus all of them can have been certain to be drawn.
    strata = "stratum" in sample.columns and bool(sample["stratum"].ne(WHOLE).any())
    if kind == "statement" and left and (chances == 1).all() and not strata:
        # The key of a sheet of whole documents: these were chosen, not drawn, so that the others had no probability.
        remedy = "leave the sample out where documents were coded whole, or draw statements: research code sample"
        yield Fault(
            where, "probability", f"1 for all, and {left} statements not coded", "the chances of a draw", remedy
        )


def check_coding(joined: pd.DataFrame, gold: pd.DataFrame, *, units: list[str]) -> Iterator[Fault]:
    """Yield a fault for each unit coded in part, and for coded hits in statements without a prediction."""
    coded_units = pd.MultiIndex.from_frame(gold[units])
    coded = joined[pd.MultiIndex.from_frame(joined[units]).isin(coded_units)]
    rows_of_units = coded["gold"].notna().groupby([coded[name] for name in units]).agg(["sum", "size"])
    for name, coded_rows, all_rows in rows_of_units[rows_of_units["sum"] < rows_of_units["size"]].itertuples():
        document = " ".join(map(str, name)) if isinstance(name, tuple) else name
        given, remedy = f"{coded_rows} of {all_rows} rows (reported statement and frame)", "or leave it out"
        whole = "code the document whole, or say with sample which statements were drawn,"
        yield Fault(
            f"table gold, {document}", "present", given, "all", f"{whole if len(units) == 1 else 'code it'} {remedy}"
        )
    hits = gold.loc[gold["present"].fillna(False).astype(bool) & gold["document"].isin(joined["document"]), UNITS]
    hits = hits[hits["frame"].isin(joined["frame"])]
    unpredicted = hits.merge(joined[UNITS], how="left", indicator="seen")
    unpredicted = unpredicted[unpredicted["seen"] == "left_only"]
    for document in sorted(set(unpredicted["document"])):
        numbers = sorted(set(unpredicted.loc[unpredicted["document"] == document, "sentence"]))
        given = f"no row for sentence {', '.join(map(str, numbers))}"
        yield Fault(f"table of predictions, {document}", "sentence", given, "a prediction for every coded hit")
