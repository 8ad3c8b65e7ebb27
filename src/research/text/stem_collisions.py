"""Words that PySastrawi's stems merge, split or break, compared with ours."""

from collections import defaultdict
from collections.abc import Mapping

import pandas as pd

from research.tables import returns_table
from research.text.stemming import explain_stem, stem_words

_KINDS = ("merged", "split", "broken")


@returns_table("stem_collisions")
def compare_stems(counts: Mapping[str, int], *, ours: Mapping[str, str]) -> pd.DataFrame:
    """Compare PySastrawi's stems with ours.

    Parameters
    ----------
    counts
        How often each word occurs.
    ours
        Our stem of each word.

    Returns
    -------
    pandas.DataFrame
        One row a case, sorted by kind, the commonest first; a word whose stems differ is in at least one row.

        - kind: merged (one stem of PySastrawi for several of ours), split (several for one of ours, or for a family
          whose other members do not occur), broken (another word, or no word, as the stem).
        - sastrawi_stem, protected_stem: the stems; several are separated by " | ".
        - forms: the words with their counts, grouped by the stems of which there are several.
        - count: tokens of all forms.
        - reason: from the tables of overrides, or the rule.

    Examples
    --------
    >>> words = {"relawan": 2, "rawan": 5, "pemilu": 3}
    >>> table = compare_stems(words, ours={word: word for word in words})
    >>> table.drop(columns="reason").values.tolist()
    [['merged', 'rawan', 'rawan | relawan', 'rawan (5) | relawan (2)', 7],
     ['broken', 'milu', 'pemilu', 'pemilu (3)', 3]]
    """
    theirs = stem_words(counts)
    differing = {word for word in counts if theirs[word] != ours[word]}
    kinds = {word: override.kind for word in differing if (override := explain_stem(word))}
    broken = {word for word in differing if kinds.get(word) not in ("apart", "joined")}
    classes: dict[tuple[str, str], list[str]] = defaultdict(list)
    for word in sorted(set(counts) - broken):
        classes["merged", theirs[word]].append(word)
        classes["split", ours[word]].append(word)
    other_stems = {"merged": ours, "split": theirs}
    cases = [(kind, words) for (kind, _), words in classes.items() if len({other_stems[kind][w] for w in words}) > 1]
    unlisted = differing - broken.union(*(words for _, words in cases))
    cases += [("split" if kinds[word] == "joined" else "broken", [word]) for word in sorted(unlisted)]
    classes.clear()
    for word in sorted(broken):
        classes[theirs[word], ours[word]].append(word)
    cases += [("broken", words) for words in classes.values()]
    rows = [_make_case_row(kind, words, counts, theirs, ours) for kind, words in cases]
    table = pd.DataFrame(rows, columns=["kind", "sastrawi_stem", "protected_stem", "forms", "count", "reason"])
    order = table["kind"].map(_KINDS.index)
    keys = table.assign(order=order).sort_values(["order", "count", "sastrawi_stem"], ascending=[True, False, True])
    return table.loc[keys.index].reset_index(drop=True)


def _make_case_row(
    kind: str, words: list[str], counts: Mapping[str, int], theirs: Mapping[str, str], ours: Mapping[str, str]
) -> tuple[str, str, str, str, int, str]:
    stems = theirs if kind == "split" else ours
    ordered = sorted(words, key=lambda word: (stems[word], -counts[word], word))
    groups: dict[str, list[str]] = defaultdict(list)
    for word in ordered:
        groups[stems[word]].append(f"{word} ({counts[word]})")
    overrides = [explain_stem(word) for word in ordered if theirs[word] != ours[word]]
    return (
        kind,
        " | ".join(sorted({theirs[word] for word in words})),
        " | ".join(sorted({ours[word] for word in words})),
        " | ".join(", ".join(group) for group in groups.values()),
        sum(counts[word] for word in words),
        "; ".join(dict.fromkeys(override.reason for override in overrides if override)),
    )
