"""Sentences on the samples of a corpus, each told by itself."""

from collections.abc import Mapping

import pandas as pd

from research.compare import NATIONAL_GROUP, NO_GROUP, UNFRAMED
from research.report.words.number_formats import count_noun
from research.report.words.share_words import format_share
from research.report.words.study_labels import iter_samples, name_column, order_samples
from research.study import Study
from research.tables import TOO_FEW, returns_table


def describe_frames(shares: pd.DataFrame, *, labels: Mapping[str, str]) -> str:
    """Say of each sample which share of its statements carries no frame, and which carries each.

    Parameters
    ----------
    shares : DataFrame
        The table sample_shares of all rows as one group, with those of add_unframed; of several bases that of
        statements is described.
    labels : mapping of str to str
        Words for codes; they decide which frames and samples are described, and their order.

    Returns
    -------
    str
        A paragraph of one sentence for each sample.
    """
    of_statements = shares[shares["base"] == "statements"]
    lines = []
    for sample, _, rows in iter_samples(of_statements, labels):
        part = rows.set_index("frame").to_dict("index")
        size = next(iter(part.values()))
        families = count_noun(size["families"], "family", "families")
        whole = f"{size['statements']:,} officials' statements in {count_noun(size['documents'], 'document')}"
        whole += f" of {families}" if size["families"] != size["documents"] else ""
        frames = [code for code in labels if code in part and code != UNFRAMED]
        parts = [f"{labels[code]} {'in' if n else 'is in'} {format_share(part[code])}" for n, code in enumerate(frames)]
        none = f"{format_share(part[UNFRAMED])} carry none of the {len(frames)} frames; " if UNFRAMED in part else ""
        said = f"{TOO_FEW} how many carry a frame" if size["method"] == TOO_FEW else f"{none}{', '.join(parts)}"
        lines.append(f"{name_sample(sample, labels)}Of {whole}, {said}.")
    return "\n\n".join(lines)


def describe_samples(study: Study) -> str:
    """Say how each sample was drawn, in the words of samples.toml, and how many documents it has.

    Parameters
    ----------
    study : Study
        As study.open_study opens it.

    Returns
    -------
    str
        A paragraph for each sample; nothing where the corpus declares none.
    """
    sizes = study.documents["sample"].value_counts()
    return "\n\n".join(
        f"**{sample.label_en}** ({count_noun(int(sizes.get(sample.code, 0)), 'document')}). {sample.drawn}"
        for sample in study.samples.sample
    )


@returns_table("display")
def table_samples(documents: pd.DataFrame, *, by: str, labels: Mapping[str, str]) -> pd.DataFrame:
    """Count the documents of each group and sample: a row a group, a column a sample.

    Parameters
    ----------
    documents : DataFrame
        The table documents.
    by : str
        The column whose values form the groups, such as election.
    labels : mapping of str to str
        Words for groups and samples; they decide the order of both.

    Returns
    -------
    DataFrame
        A table to be shown.

    Examples
    --------
    >>> documents = pd.DataFrame({"kind": ["news", "news", "speech"], "sample": ["drawn", "found", "drawn"]})
    >>> table_samples(documents, by="kind", labels={"found": "Found", "drawn": "Drawn"}).to_numpy().tolist()
    [['news', 1, 1], ['speech', 0, 1]]
    """
    named = documents.assign(
        group=documents[by].fillna("").replace("", NATIONAL_GROUP if by == "island" else NO_GROUP),
        sample=documents["sample"].replace("", NO_GROUP),
    )
    counts = pd.crosstab(named["group"], named["sample"])
    ordered = order_samples(pd.DataFrame({"sample": counts.columns}), labels)
    rows = [*(code for code in labels if code in counts.index), *(code for code in counts.index if code not in labels)]
    counts = counts.loc[rows, ordered]
    heads = {code: "Documents" if code == NO_GROUP else labels.get(code, code) for code in counts.columns}
    counts.index = pd.Index([labels.get(group, group) for group in counts.index])
    head = name_column(by, labels)
    counts = counts.rename(columns=heads).rename_axis(f"{head[0].upper()}{head[1:]}")
    return counts.rename_axis(None, axis="columns").reset_index()


def name_sample(sample: str, labels: Mapping[str, str]) -> str:
    """Write the name of a sample before what is said of it.

    Parameters
    ----------
    sample : str
        The code of the sample.
    labels : mapping of str to str
        Words for samples.

    Returns
    -------
    str
        The name in bold, in Markdown; empty where a corpus declares no samples.

    Examples
    --------
    >>> name_sample("drawn", {"drawn": "Drawn items"}), name_sample("", {})
    ('**Drawn items.** ', '')
    """
    return "" if sample in ("", NO_GROUP) else f"**{labels.get(sample, sample)}.** "
