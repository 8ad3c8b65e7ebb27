"""Networks of speakers or their offices and the frames they use.

A two-mode network ties each actor (an office or a speaker) to each frame by its number of statements; the one-mode
projections tie two actors by the frames they share, and two frames by the actors. The rules for duplicates are those of
the Discourse Network Analyzer (Leifeld 2017, Discourse Network Analysis, in The Oxford Handbook of Political Networks).
A tie counts statements, so that an actor who is quoted more often has stronger ties: compare shares, not ties.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from research.compare.network.repeats import DUPLICATE_RULES, drop_repeats
from research.compare.network.statement_frames import UNIT, check_choice, pivot_frames
from research.tables import (
    MINIMUM_DOCUMENTS,
    Fault,
    InputError,
    check_columns,
    count_sizes,
    list_columns,
    replace_file,
    returns_table,
    write_table,
)

if TYPE_CHECKING:
    import networkx as nx

ACTORS = ("office", "speaker")


@returns_table("ties")
def count_ties(
    rows: pd.DataFrame,
    documents: pd.DataFrame,
    *,
    frames: Sequence[str],
    actor: str = "office",
    duplicates: str = "include",
) -> pd.DataFrame:
    """Count the statements in which each actor uses each frame: the two-mode network as a table.

    Parameters
    ----------
    rows : DataFrame
        Rows of merge_frames.
    documents : DataFrame
        The columns document and published.
    frames : sequence of str
        Codes of the frames, in the order of a figure.
    actor : str
        office or speaker; statements without one are left out.
    duplicates : str
        A rule of drop_repeats: of the statements of one actor with the same frame, the first in each document,
        week, month, year or in all is kept. With document a tie counts documents.

    Returns
    -------
    DataFrame
        The table ties, the actor with most statements first: statements and documents of each tie; statements,
        documents, families (documents where the rows have no families) and speakers of the actor before the rule; and
        whether the actor has the 5 documents that a figure requires.

    Raises
    ------
    InputError
        For an unknown actor, rule or frame, and for missing columns.

    Examples
    --------
    >>> rows = pd.DataFrame({"document": ["a", "a", "b"], "sentence": [1, 2, 1], "frame": "sanctions",
    ...                      "present": [True, True, False], "office": ["head", "head", "agency"],
    ...                      "speaker": ["Rai", "Oka", "Rai"]})
    >>> days = pd.DataFrame({"document": ["a", "b"], "published": pd.to_datetime(["2020-10-01", "2020-10-02"])})
    >>> columns = ["actor", "statements", "documents", "actor_statements", "actor_speakers"]
    >>> count_ties(rows, days, frames=["sanctions"])[columns].values.tolist()
    [['head', 2, 1, 2, 2], ['agency', 0, 0, 1, 1]]
    >>> count_ties(rows, days, frames=["sanctions"], duplicates="document")[columns].values.tolist()
    [['head', 1, 1, 2, 2], ['agency', 0, 0, 1, 1]]
    """
    check_choice("count_ties", "actor", actor, ACTORS)
    check_choice("count_ties", "duplicates", duplicates, DUPLICATE_RULES)
    check_columns(documents, ["document", "published"], where="table documents", key=["document"])
    check_columns(rows, ["document"], where="table rows")
    columns = dict.fromkeys([actor, "speaker", *(["family"] if "family" in rows.columns else [])])
    wide = pivot_frames(rows, frames, list(columns))
    wide = wide[wide[actor] != ""].assign(actor=wide[actor])
    long = wide.melt([*UNIT, "actor"], value_vars=list(frames), var_name="frame", value_name="present")
    carried = long[long["present"]].assign(speaker=lambda table: table["actor"])
    counted_ties = drop_repeats(carried, documents, rule=duplicates, same=["actor", "frame"])
    ties = counted_ties.groupby(["actor", "frame"]).agg(
        statements=("document", "size"), documents=("document", "nunique")
    )
    sizes = count_sizes(wide, by=["actor"]).set_index("actor").add_prefix("actor_").reset_index()
    sizes = sizes.sort_values(["actor_statements", "actor"], ascending=[False, True], ignore_index=True)
    grid = sizes.merge(pd.DataFrame({"frame": list(frames)}), how="cross")
    table = grid.merge(ties.reset_index(), on=["actor", "frame"], how="left")
    counts = ["statements", "documents", *sizes.columns.drop("actor")]
    table[counts] = table[counts].fillna(0).astype("int64")
    table["in_figure"] = table["actor_documents"] >= MINIMUM_DOCUMENTS
    return table


def make_network(ties: pd.DataFrame, *, drawn: bool = False) -> "nx.Graph[str]":
    """Build the two-mode network of actors and frames.

    Parameters
    ----------
    ties : DataFrame
        The table ties.
    drawn : bool
        Whether to leave out actors with too few documents for a figure.

    Returns
    -------
    networkx.Graph
        Nodes actor:... and frame:... with kind, name and statements; edges with weight (statements) and documents. A
        tie without statements is no edge. Nodes and edges are in the order of ties, so that equal tables give equal
        files.

    Raises
    ------
    InputError
        For missing columns and repeated ties.

    Examples
    --------
    >>> ties = pd.DataFrame({"actor": ["head", "head"], "frame": ["a", "b"], "statements": [3, 0], "documents": [2, 0],
    ...                      "actor_statements": 9, "actor_documents": 6, "in_figure": True})
    >>> network = make_network(ties)
    >>> sorted(network.nodes), network.edges["actor:head", "frame:a"]["weight"]
    (['actor:head', 'frame:a', 'frame:b'], 3)
    """
    counted = ["statements", "documents", "actor_statements", "actor_documents"]
    check_columns(ties, ["actor", "frame", *counted, "in_figure"], where="table ties", key=["actor", "frame"])
    import networkx as nx

    graph: nx.Graph[str] = nx.Graph()
    kept = ties[ties["in_figure"]] if drawn else ties
    for actor, part in kept.groupby("actor", sort=False):
        first = part.iloc[0]
        size = {"statements": int(first["actor_statements"]), "documents": int(first["actor_documents"])}
        graph.add_node(f"actor:{actor}", kind="actor", name=str(actor), bipartite=0, **size)
    for frame, part in kept.groupby("frame", sort=False):
        total = int(part["statements"].sum())
        graph.add_node(f"frame:{frame}", kind="frame", name=str(frame), bipartite=1, statements=total)
    counted_ties = kept.loc[kept["statements"] > 0, ["actor", "frame", "statements", "documents"]]
    for actor, frame, weight, count in counted_ties.itertuples(index=False, name=None):
        graph.add_edge(f"actor:{actor}", f"frame:{frame}", weight=int(weight), documents=int(count))
    return graph


@returns_table("projection")
def project_network(ties: pd.DataFrame, *, onto: str = "actor") -> pd.DataFrame:
    """Project the two-mode network onto actors or frames: the congruence of every two of them.

    Parameters
    ----------
    ties : DataFrame
        The table ties.
    onto : str
        actor or frame.

    Returns
    -------
    DataFrame
        The table projection, pairs in the order of ties: shared, the number of frames (or actors) that both have, as
        networkx's weighted projection; product, the sum of the products of their statements (the matrix times its
        transpose, as in DNA with duplicates included); cosine, the cosine similarity of their statements: 1 for equal
        proportions, 0 for none in common, empty where one has no statement.

    Raises
    ------
    InputError
        For an unknown mode, missing columns and repeated ties.

    Examples
    --------
    >>> ties = pd.DataFrame({"actor": ["head", "head", "agency", "agency"], "frame": ["a", "b", "a", "b"],
    ...                      "statements": [3, 4, 0, 2]})
    >>> project_network(ties).values.tolist()
    [['head', 'agency', 1, 8.0, 0.8]]
    """
    check_choice("project_network", "onto", onto, ("actor", "frame"))
    check_columns(ties, ["actor", "frame", "statements"], where="table ties", key=["actor", "frame"])
    other = {"actor": "frame", "frame": "actor"}[onto]
    wide = ties.pivot(index=onto, columns=other, values="statements").reindex(list(dict.fromkeys(ties[onto])))
    counts = wide.to_numpy(dtype=float)
    products, lengths = counts @ counts.T, np.sqrt((counts**2).sum(axis=1))
    shared = (counts > 0).astype(int) @ (counts > 0).astype(int).T
    names = wide.index.astype("str").tolist()
    records = []
    for i in range(len(names)):
        for j in range(i + 1, len(names)):
            scale = float(lengths[i] * lengths[j])
            cosine = min(1.0, float(products[i, j]) / scale) if scale else np.nan
            records.append((names[i], names[j], int(shared[i, j]), float(products[i, j]), cosine))
    return pd.DataFrame(records, columns=list_columns("projection"))


@returns_table("network_layout")
def lay_out_network(ties: pd.DataFrame) -> pd.DataFrame:
    """Place actors on the left and frames on the right of a figure.

    Parameters
    ----------
    ties : DataFrame
        The table ties.

    Returns
    -------
    DataFrame
        The table network_layout: name, kind, x (0 or 1) and y (0 to 1). Frames keep the order of ties, from the top;
        actors are sorted by the mean height of their frames, weighted by statements, so that few ties cross. Nothing is
        random.

    Raises
    ------
    InputError
        For missing columns and repeated ties.

    Examples
    --------
    >>> ties = pd.DataFrame({"actor": ["x", "x", "y", "y"], "frame": ["a", "b", "a", "b"], "statements": [1, 9, 9, 1],
    ...                      "in_figure": True})
    >>> lay_out_network(ties).values.tolist()
    [['y', 'actor', 0.0, 1.0], ['x', 'actor', 0.0, 0.0], ['a', 'frame', 1.0, 1.0], ['b', 'frame', 1.0, 0.0]]
    """
    check_columns(ties, ["actor", "frame", "statements", "in_figure"], where="table ties", key=["actor", "frame"])
    kept = ties[ties["in_figure"]]
    frames = list(dict.fromkeys(ties["frame"]))
    heights = np.linspace(1, 0, len(frames)) if len(frames) > 1 else np.array([0.5])
    height_of = dict(zip(frames, heights.tolist(), strict=True))
    weighted = kept.assign(height=kept["frame"].map(height_of) * kept["statements"]).groupby("actor", sort=False)
    sums = weighted[["height", "statements"]].sum()
    means = (sums["height"] / sums["statements"]).fillna(0.5)
    actors = means.sort_values(ascending=False, kind="stable").index.tolist()
    tops = np.linspace(1, 0, len(actors)) if len(actors) > 1 else np.array([0.5] * len(actors))
    left = [(name, "actor", 0.0, y) for name, y in zip(actors, tops.tolist(), strict=True)]
    right = [(name, "frame", 1.0, height_of[name]) for name in frames]
    return pd.DataFrame([*left, *right], columns=["name", "kind", "x", "y"])


def write_network(ties: pd.DataFrame, path: Path) -> None:
    """Write the network to a file; equal ties give equal bytes.

    Parameters
    ----------
    ties : DataFrame
        The table ties.
    path : Path
        A file name that ends in .graphml (the network of make_network) or .csv (the table).

    Raises
    ------
    InputError
        For any other file ending.
    """
    if path.suffix == ".graphml":
        import networkx as nx

        lines = nx.generate_graphml(make_network(ties))
        replace_file(path, ("\n".join(lines) + "\n").encode("utf-8"))
    elif path.suffix == ".csv":
        check_columns(ties, ["actor", "frame", "statements"], where="table ties")
        write_table(ties, path)
    else:
        raise InputError([Fault(str(path), "file ending", repr(path.suffix), ".graphml or .csv")])
