"""Who with what: speakers or their offices and the frames they use, as a network.

A two-mode network ties each actor (an office or a speaker) to each frame by the number of its statements; its one-mode
projections tie two actors by the frames they share, and two frames by the actors. The duplicates rule has the words of
the Discourse Network Analyzer (Leifeld 2017, Discourse Network Analysis, in The Oxford Handbook of Political Networks).
A tie counts statements, so that an actor who is quoted more often has the stronger ties: compare shares, not ties.
"""

from collections.abc import Sequence
from pathlib import Path

import networkx as nx
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

    rows comes from compare.merge_frames; documents holds document and published; frames are those to count, in the
    order that a figure takes; actor is office or speaker, and statements without one are left out. duplicates is a
    rule of compare.drop_repeats: of the statements of one actor with the same frame it keeps the first in each
    document, week, month, year or in all, so that with document a tie counts documents. The actor's own statements,
    documents, families (documents where rows has no family) and speakers are those before the rule. Returns the table
    ties, an actor with the most statements first; actors under 5 documents are counted and not drawn. Raises InputError
    for an unknown actor, rule or frame.

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
    said = long[long["present"]].assign(speaker=lambda table: table["actor"])
    used = drop_repeats(said, documents, rule=duplicates, same=["actor", "frame"])
    ties = used.groupby(["actor", "frame"]).agg(statements=("document", "size"), documents=("document", "nunique"))
    sizes = count_sizes(wide, by=["actor"]).set_index("actor").add_prefix("actor_").reset_index()
    sizes = sizes.sort_values(["actor_statements", "actor"], ascending=[False, True], ignore_index=True)
    grid = sizes.merge(pd.DataFrame({"frame": list(frames)}), how="cross")
    table = grid.merge(ties.reset_index(), on=["actor", "frame"], how="left")
    counts = ["statements", "documents", *sizes.columns.drop("actor")]
    table[counts] = table[counts].fillna(0).astype("int64")
    table["drawn"] = table["actor_documents"] >= MINIMUM_DOCUMENTS
    return table


def make_network(ties: pd.DataFrame, *, drawn: bool = False) -> "nx.Graph[str]":
    """Build the two-mode network: nodes actor:... and frame:... with kind and name, edges with statements and weight.

    ties comes from count_ties; ties without statements are no edges. drawn leaves actors out that have too few
    documents. Nodes and edges stand in the order of ties, so that equal tables give equal files.

    >>> ties = pd.DataFrame({"actor": ["head", "head"], "frame": ["a", "b"], "statements": [3, 0], "documents": [2, 0],
    ...                      "actor_statements": 9, "actor_documents": 6, "drawn": True})
    >>> network = make_network(ties)
    >>> sorted(network.nodes), network.edges["actor:head", "frame:a"]["weight"]
    (['actor:head', 'frame:a', 'frame:b'], 3)
    """
    counted = ["statements", "documents", "actor_statements", "actor_documents"]
    check_columns(ties, ["actor", "frame", *counted, "drawn"], where="table ties", key=["actor", "frame"])
    graph: nx.Graph[str] = nx.Graph()
    kept = ties[ties["drawn"]] if drawn else ties
    for actor, part in kept.groupby("actor", sort=False):
        first = part.iloc[0]
        size = {"statements": int(first["actor_statements"]), "documents": int(first["actor_documents"])}
        graph.add_node(f"actor:{actor}", kind="actor", name=str(actor), bipartite=0, **size)
    for frame, part in kept.groupby("frame", sort=False):
        total = int(part["statements"].sum())
        graph.add_node(f"frame:{frame}", kind="frame", name=str(frame), bipartite=1, statements=total)
    used = kept.loc[kept["statements"] > 0, ["actor", "frame", "statements", "documents"]]
    for actor, frame, weight, count in used.itertuples(index=False, name=None):
        graph.add_edge(f"actor:{actor}", f"frame:{frame}", weight=int(weight), documents=int(count))
    return graph


@returns_table("projection")
def project_network(ties: pd.DataFrame, *, onto: str = "actor") -> pd.DataFrame:
    """Project the two-mode network onto actors, or frames: the congruence of every two of them.

    Returns the table projection: shared (how many frames both use; networkx's weighted projection gives the same
    number), product (the sum of the products of their statements, the matrix times its transpose, as DNA has it where
    duplicates are included) and cosine (the product over the lengths of the two rows: 1 for the same proportions, 0 for
    nothing in common; empty where one has no statement), the first of two being the earlier in ties. Raises InputError.

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
    found = []
    for i in range(len(names)):
        for j in range(i + 1, len(names)):
            scale = float(lengths[i] * lengths[j])
            cosine = min(1.0, float(products[i, j]) / scale) if scale else np.nan
            found.append((names[i], names[j], int(shared[i, j]), float(products[i, j]), cosine))
    return pd.DataFrame(found, columns=list_columns("projection"))


@returns_table("network_layout")
def lay_out_network(ties: pd.DataFrame) -> pd.DataFrame:
    """Place the actors that are drawn at the left and the frames at the right: name, kind, x (0 or 1) and y (0 to 1).

    Frames keep the order of ties, from the top; actors stand by the mean place of their frames, weighted by
    statements, so that few ties cross. Nothing is random.

    >>> ties = pd.DataFrame({"actor": ["x", "x", "y", "y"], "frame": ["a", "b", "a", "b"], "statements": [1, 9, 9, 1],
    ...                      "drawn": True})
    >>> lay_out_network(ties).values.tolist()
    [['y', 'actor', 0.0, 1.0], ['x', 'actor', 0.0, 0.0], ['a', 'frame', 1.0, 1.0], ['b', 'frame', 1.0, 0.0]]
    """
    check_columns(ties, ["actor", "frame", "statements", "drawn"], where="table ties", key=["actor", "frame"])
    kept = ties[ties["drawn"]]
    frames = list(dict.fromkeys(ties["frame"]))
    heights = np.linspace(1, 0, len(frames)) if len(frames) > 1 else np.array([0.5])
    place = dict(zip(frames, heights.tolist(), strict=True))
    weighted = kept.assign(height=kept["frame"].map(place) * kept["statements"]).groupby("actor", sort=False)
    sums = weighted[["height", "statements"]].sum()
    means = (sums["height"] / sums["statements"]).fillna(0.5)
    actors = means.sort_values(ascending=False, kind="stable").index.tolist()
    tops = np.linspace(1, 0, len(actors)) if len(actors) > 1 else np.array([0.5] * len(actors))
    left = [(name, "actor", 0.0, y) for name, y in zip(actors, tops.tolist(), strict=True)]
    right = [(name, "frame", 1.0, place[name]) for name in frames]
    return pd.DataFrame([*left, *right], columns=["name", "kind", "x", "y"])


def write_network(ties: pd.DataFrame, path: Path) -> None:
    """Write the network as .graphml (make_network), or its ties as .csv; equal ties give equal bytes.

    Raises InputError for any other ending.
    """
    if path.suffix == ".graphml":
        lines = nx.generate_graphml(make_network(ties))
        replace_file(path, ("\n".join(lines) + "\n").encode("utf-8"))
    elif path.suffix == ".csv":
        check_columns(ties, ["actor", "frame", "statements"], where="table ties")
        write_table(ties, path)
    else:
        raise InputError([Fault(str(path), "file ending", repr(path.suffix), ".graphml or .csv")])
