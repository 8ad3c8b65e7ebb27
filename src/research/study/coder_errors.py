"""Errors of one coder against gold: scores, errors by group and whether they differ, and which frame for which."""

import zlib
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from research import frames
from research.codebook import NO_FRAME
from research.coding import NOT_CODED, hide_frozen, list_run_names
from research.compare import adjust_p
from research.frames import KEY
from research.study.coder_frames import find_shown
from research.study.corpus_study import Study
from research.study.gold_scores import list_group_values, score_by_group
from research.tables import (
    MINIMUM_DOCUMENTS,
    TOO_FEW,
    Fault,
    InputError,
    check_number,
    list_columns,
    make_table,
    read_cells,
    returns_table,
)

_GOLD, _CUE = "gold", "cue"
# Permutations made at once.
_BATCH = 500
_TOLERANCE = 1e-9

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class CoderErrors:
    """How one coder errs.

    Attributes
    ----------
    coder : str
        The coder.
    statements, shots, declined : int
        Statements that both the coder and gold coded, without those that the coder's prompt showed; the number of the
        latter, other statements with the same words included; and of those that a program declined ("not coded").
    scores : DataFrame
        The table frame_scores, by group where a column forms them.
    groups, tests : DataFrame
        The tables group_errors and error_tests; empty where no column forms groups. What a program declined counts as
        without a frame, as in its shares: to decline more in one group makes a difference too.
    confusion : DataFrame
        The table frame_confusion.
    """

    coder: str
    statements: int
    shots: int
    declined: int
    scores: pd.DataFrame
    groups: pd.DataFrame
    tests: pd.DataFrame
    confusion: pd.DataFrame


def evaluate_coder(study: Study, name: str, *, by: str = "", seed: int = 2026, draws: int = 9_999) -> CoderErrors:
    """Score one coder on gold, and test whether it errs more in one group than in another.

    Parameters
    ----------
    study : Study
        As open_study reads it.
    name : str
        A coder of coding/, a person or a program, or cue.
    by : str
        A column as evaluate_coders takes it; none where empty.
    seed, draws : int
        Seed and number of the permutations.

    Returns
    -------
    CoderErrors
        Over the statements that both coded. Statements that stood in the prompt of a program are left out.

    Raises
    ------
    InputError
        For an unknown coder or column, and where coder and gold have no statement in common.
    """
    check_number(draws, where="evaluate_coder", field="draws", bounds=(1, 10_000_000))
    if name == _GOLD:
        remedy = "name a coder of coding/, or cue"
        raise InputError([Fault("evaluate_coder", "coder", "gold, which coders are scored on", "a coder", remedy)])
    if by:
        list_group_values(study, by)
    common, predicted, shots = _keep_common(study, name)
    declined = _find_declined(study, name)
    scored = {name: predicted}
    compared = make_table([], "group_errors"), make_table([], "error_tests")
    if by:
        scores = score_by_group(scored, common, by, seed)
        errors = _mark_errors(*_add_declined(study, common, predicted, declined), by)
        compared = measure_group_errors(errors), compare_group_errors(errors, seed=seed, draws=draws)
    else:
        documents = study.documents if study.samples.codes else None
        scores = frames.compare_coders(scored, common.gold, study.codebook, frozen=study.frozen, documents=documents)
    counts = len(common.statements), shots, len(declined)
    return CoderErrors(name, *counts, scores, *compared, confuse_frames(common, predicted))


def _keep_common(study: Study, name: str) -> tuple[Study, pd.DataFrame, int]:
    """The statements that both coded, with gold and the coder's frames, and how many the coder's prompt showed."""
    statements = study.statements
    if name == _CUE:
        return study, frames.code_with_cues(statements, study.codebook), 0
    codings = study.coder_codings
    if name not in set(codings["coder"]):
        expected = "one of " + ", ".join([*sorted(set(codings["coder"])), _CUE])
        raise InputError([Fault("evaluate_coder", "coder", repr(name), expected)])
    codings = codings[codings["coder"].eq(name)]
    statements = statements.merge(codings[KEY].drop_duplicates(), on=KEY, validate="one_to_one")
    hidden = statements["text"].isin(find_shown(study, name))
    kept = statements[~hidden].reset_index(drop=True)
    if kept.empty:
        found, remedy = "none that gold has too", "have it code statements of gold.csv that its prompt does not show"
        raise InputError([Fault(f"coder {name}", "statements", found, "one or more", remedy)])
    predicted = frames.make_frames(kept, codings.merge(kept[KEY], on=KEY), study.codebook, coder=name)
    return replace(study, statements=kept, gold=study.gold.merge(kept[KEY], on=KEY)), predicted, int(hidden.sum())


def _find_declined(study: Study, name: str) -> pd.DataFrame:
    """The statements of gold that a program declined, but for those that its prompt showed."""
    folder = study.folder / "coding"
    if name not in list_run_names(folder):
        return study.statements.head(0)
    rows = read_cells(folder / f"{name}.csv")
    keys = pd.MultiIndex.from_frame(rows.loc[rows["frames"].eq(NOT_CODED), KEY].astype({"sentence": "int64"}))
    declined = study.statements[pd.MultiIndex.from_frame(study.statements[KEY]).isin(keys)]
    return declined[~declined["text"].isin(find_shown(study, name))]


def _add_declined(
    study: Study, common: Study, predicted: pd.DataFrame, declined: pd.DataFrame
) -> tuple[Study, pd.DataFrame]:
    """What is scored together with what was declined, in which the program sees no frame."""
    gold = study.gold.merge(declined[KEY], on=KEY)
    statements = pd.concat([common.statements, declined], ignore_index=True)
    whole = replace(study, statements=statements, gold=pd.concat([common.gold, gold], ignore_index=True))
    return whole, pd.concat([predicted, gold.assign(present=False)], ignore_index=True)


def _mark_errors(study: Study, predicted: pd.DataFrame, by: str) -> pd.DataFrame:
    """A row for each statement and frame: part, group, cluster, and whether gold and the coder see the frame."""
    groups = list_group_values(study, by)[[*KEY, "group", "part"]]
    truth = study.gold[[*KEY, "frame", "present"]].rename(columns={"present": "gold"})
    table = predicted[[*KEY, "frame", "present"]].merge(truth, on=[*KEY, "frame"], validate="one_to_one")
    table = table.merge(groups, on=KEY, validate="many_to_one")
    table = table.merge(study.families, on="document", validate="many_to_one").rename(columns={"family": "cluster"})
    table = table.assign(
        missed=table["gold"] & ~table["present"].astype("bool"), false_alarms=table["present"] & ~table["gold"]
    )
    return table.astype({"gold": "int64", "missed": "int64", "false_alarms": "int64"})


@returns_table("group_errors")
def measure_group_errors(errors: pd.DataFrame) -> pd.DataFrame:
    """Count the errors of each group and frame."""
    table = (
        errors.groupby(["part", "group", "frame"], sort=True)
        .agg(
            documents=("document", "nunique"),
            clusters=("cluster", "nunique"),
            statements=("gold", "size"),
            gold=("gold", "sum"),
            missed=("missed", "sum"),
            false_alarms=("false_alarms", "sum"),
        )
        .reset_index()
    )
    enough = table["clusters"].ge(MINIMUM_DOCUMENTS)
    table["error_rate"] = ((table["missed"] + table["false_alarms"]) / table["statements"]).where(enough)
    table["bias"] = ((table["false_alarms"] - table["missed"]) / table["statements"]).where(enough)
    return make_table(table, "group_errors")


@returns_table("error_tests")
def compare_group_errors(errors: pd.DataFrame, *, seed: int = 2026, draws: int = 9_999) -> pd.DataFrame:
    """Test for each frame whether a coder errs more in one group than in another.

    Parameters
    ----------
    errors : DataFrame
        A row for each statement and frame: part, group, cluster, frame, document, gold, missed and false_alarms.
    seed, draws : int
        Seed, together with the names of part and frame, and number of permutations.

    Returns
    -------
    DataFrame
        The table error_tests. Groups of fewer than 5 families are left out; a frame without two groups, or without an
        error in them, is not tested.

    Notes
    -----
    Two quantities by group: the error rate, and the bias (false alarms less missed, over statements), which is what
    the coder's share of the group has too much; a difference of biases is a difference of shares that is not there.
    With r_k the quantity of group k, n_k its statements and r that of all, the statistic is the sum of n_k (r_k - r)^2.
    The labels of whole families are permuted; a family with statements in several groups has its labels permuted
    among its parts, as for offices, which vary inside a document.
    """
    records: list[dict[str, Any]] = []
    for (part, frame), rows in errors.groupby(["part", "frame"], sort=True):
        sizes = rows.groupby("group")["cluster"].nunique()
        kept = rows[rows["group"].isin(sizes.index[sizes >= MINIMUM_DOCUMENTS])]
        record: dict[str, Any] = {"part": part, "frame": frame, "groups": kept["group"].nunique(), "draws": 0}
        record |= {"clusters": kept["cluster"].nunique(), "method": TOO_FEW}
        if record["groups"] > 1:
            generator = np.random.default_rng([seed, zlib.crc32(f"{part}\n{frame}".encode())])
            record |= _test_frame(kept, draws, generator)
        records.append(record)
    table = pd.DataFrame(records, columns=[name for name in list_columns("error_tests") if not name.endswith("_q")])
    for name in ("error", "bias"):
        table = table.astype({f"{name}_range": "float64", f"{name}_p": "float64"})
        table[f"{name}_q"] = table.groupby("part")[f"{name}_p"].transform(lambda p: adjust_p(p))
    return make_table(table, "error_tests")


def _test_frame(rows: pd.DataFrame, draws: int, generator: np.random.Generator) -> dict[str, Any]:
    """Ranges and permutation p-values of one frame."""
    blocks = rows.groupby(["cluster", "group"], sort=True)[["gold", "missed", "false_alarms"]]
    counts = blocks.sum().assign(size=blocks.size())
    labels = pd.Categorical(counts.index.get_level_values("group")).codes.astype(np.intp)
    wrong = np.stack([counts["missed"] + counts["false_alarms"], counts["false_alarms"] - counts["missed"]])
    sizes = counts["size"].to_numpy(dtype=float)
    clusters = counts.index.get_level_values("cluster")
    observed, rates = _measure_spread(labels[None], wrong.astype(float), sizes)
    ranges = (rates.max(axis=-1) - rates.min(axis=-1))[0]
    reached = np.ones(2)
    for start in range(0, draws, _BATCH):
        drawn = _permute_labels(labels, clusters, min(_BATCH, draws - start), generator)
        spread, _ = _measure_spread(drawn, wrong.astype(float), sizes)
        reached += (spread >= observed * (1 - _TOLERANCE) - _TOLERANCE).sum(axis=0)
    error_p, bias_p = reached / (draws + 1)
    record = {"error_range": ranges[0], "bias_range": ranges[1], "error_p": error_p, "bias_p": bias_p, "draws": draws}
    return record | {"method": f"permutation of the labels of {len(set(clusters))} families"}


def _permute_labels(
    labels: npt.NDArray[np.intp], clusters: pd.Index, number: int, generator: np.random.Generator
) -> npt.NDArray[np.intp]:
    """Labels dealt anew, a row each: among clusters with one label, and inside each cluster with several."""
    drawn = np.tile(labels, (number, 1))
    places = pd.Series(range(len(labels))).groupby(np.asarray(clusters), sort=True).agg(list)
    single = [found[0] for found in places if len(found) == 1]
    for chosen in [single, *(found for found in places if len(found) > 1)]:
        drawn[:, chosen] = generator.permuted(drawn[:, chosen], axis=1)
    return drawn


def _measure_spread(labels: npt.NDArray[np.intp], wrong: Numbers, sizes: Numbers) -> tuple[Numbers, Numbers]:
    """The statistic of both quantities in each draw, and the quantities by group, groups last."""
    marks = labels[:, None, :] == np.arange(labels[0].max() + 1)[:, None]
    totals = marks @ sizes
    rates = np.stack([marks @ counts / totals for counts in wrong], axis=1)
    means = (wrong.sum(axis=1) / sizes.sum())[None, :, None]
    return (totals[:, None, :] * (rates - means) ** 2).sum(axis=-1), rates


@returns_table("frame_confusion")
def confuse_frames(study: Study, predicted: pd.DataFrame) -> pd.DataFrame:
    """Count which frame a coder sees in place of which, each with a typical statement.

    Parameters
    ----------
    study : Study
        With the statements and the gold that the coder is scored on.
    predicted : DataFrame
        The table frames of the coder, on the same statements.

    Returns
    -------
    DataFrame
        The table frame_confusion, most frequent errors first: frames without a parent alone. A statement where gold has
        two frames more and the coder one more counts in both pairs. Sentences of frozen documents are never shown.
    """
    top = [frame.code for frame in study.codebook.frames if not frame.parent]
    truth = study.gold[[*KEY, "frame", "present"]].merge(predicted[[*KEY, "frame", "present"]], on=[*KEY, "frame"])
    truth = truth[truth["frame"].isin(top) & truth["present_x"].ne(truth["present_y"])]
    missed, false = (truth.loc[truth[name], [*KEY, "frame"]] for name in ("present_x", "present_y"))
    pairs = missed.merge(false, on=KEY, how="outer", suffixes=("_missed", "_instead"))
    pairs = pairs.rename(columns={"frame_missed": "missed", "frame_instead": "instead"}).fillna(NO_FRAME)
    pairs = pairs.merge(study.statements[[*KEY, "text"]], on=KEY, validate="many_to_one")
    pairs = pairs.assign(kept_unread=pairs["document"].isin(study.frozen), length=pairs["text"].str.len())
    rows = []
    for _, part in pairs.groupby(["missed", "instead"], sort=True):
        open_rows = part[~part["kept_unread"]] if not part["kept_unread"].all() else part
        typical = open_rows.sort_values(["length", *KEY]).iloc[[(len(open_rows) - 1) // 2]]
        rows.append(typical.assign(statements=len(part), documents=part["document"].nunique()))
    table = make_table(pd.concat(rows) if rows else [], "frame_confusion")
    order = ["statements", "missed", "instead"]
    return hide_frozen(table.sort_values(order, ascending=[False, True, True], ignore_index=True), study.folder)
