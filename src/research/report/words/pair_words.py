"""Which frames stand together too seldom or too often, in words made from the numbers."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from research.report.words.number_formats import count_noun, format_percent, format_q
from research.report.words.study_labels import order_samples
from research.tables import TOO_FEW

_FALSE_DISCOVERY = 0.05
_KEPT = "Where every unit keeps the number of different frames that it carries, as the cutting into units has made it"
_UNITS = {
    "statement": ("statement", "In one statement"),
    "speaker": ("speaker", "With one speaker"),
    "document": ("document", "In one document"),
}


def describe_pairs(pairs: pd.DataFrame, *, labels: Mapping[str, str]) -> str:
    """Say in Markdown which frames stand together too seldom or too often, and what cutting into units does to it.

    Parameters
    ----------
    pairs : DataFrame
        The table cooccurrence, of one unit or of several, of one sample or of several.
    labels : mapping of str to str
        Words for codes; their order is that of the samples.

    Returns
    -------
    str
        For each sample a sentence, a line for each unit, and a sentence on what is left where every unit keeps its
        number of frames. A pair is set apart where its q is at most 0.05.
    """
    texts = []
    for sample in order_samples(pairs, labels):
        part = pairs[pairs["sample"] == sample] if sample else pairs
        texts.append(_describe_sample(part, labels.get(sample, sample), labels))
    return "\n\n".join(texts)


def _describe_sample(pairs: pd.DataFrame, sample: str, labels: Mapping[str, str]) -> str:
    head = f"{sample}: " if sample else ""
    tested = pairs[pairs["q"].notna()]
    if tested.empty:
        text = "no two frames are in documents enough to be compared with chance."
        return head + text if head else text[0].upper() + text[1:]
    found = tested[tested["q"] <= _FALSE_DISCOVERY]
    verb = "is" if len(found) == 1 else "are"
    text = f"{head}of {count_noun(len(tested), 'comparison')} of two frames with chance, {len(found) or 'none'} {verb} "
    text += "set apart (q at most 0.05 over all of them)."
    lines = [text if head else text[0].upper() + text[1:], ""]
    for unit, part in pairs.groupby("within", sort=False):
        lines.append(f"- {_describe_unit(str(unit), part, labels)}")
    kept = tested[tested["q_kept"] <= _FALSE_DISCOVERY]
    names = [f"{_name(row, labels)} ({_UNITS[row['within']][1].lower()})" for row in kept.to_dict("records")]
    lines += ["", f"{_KEPT}, {_list(names)} set apart."]
    return "\n".join(lines)


def _describe_unit(unit: str, part: pd.DataFrame, labels: Mapping[str, str]) -> str:
    noun, place = _UNITS[unit]
    first = part.iloc[0]
    several = format_percent(first["several"] / first["carrying"]) if first["carrying"] else "none"
    text = f"{place} ({first['units']:,}; of the {first['carrying']:,} with any frame {several} carry more than one): "
    found = part[part["q"] <= _FALSE_DISCOVERY]
    sides = []
    for word, side in (("too seldom", found[found["ratio"] < 1]), ("too often", found[found["ratio"] >= 1])):
        described = [_describe_pair(row, noun, labels) for row in side.to_dict("records")]
        sides += [f"together {word}: {', '.join(described)}"] if described else []
    few = int((part["method"] == TOO_FEW).sum())
    open_ones = len(part) - len(found) - few
    sides += [f"{count_noun(open_ones, 'pair')} not told apart from chance"] if open_ones else []
    sides += [f"{count_noun(few, 'pair')} with {TOO_FEW}"] if few else []
    return f"{text}{'; '.join(sides)}."


def _describe_pair(row: Mapping[Any, Any], noun: str, labels: Mapping[str, str]) -> str:
    times = f"{row['ratio']:.2f} times, {row['low']:.2f} to {row['high']:.2f}, {format_q(row['q'])}"
    return (
        f"{_name(row, labels)} ({row['observed']:,} where chance gives {row['expected']:.1f}: {times}; where each "
        f"{noun} keeps its number of frames chance gives {row['expected_kept']:.1f}, {format_q(row['q_kept'])})"
    )


def _name(row: Mapping[Any, Any], labels: Mapping[str, str]) -> str:
    return " and ".join(labels.get(str(row[frame]), str(row[frame])) for frame in ("frame_a", "frame_b"))


def _list(names: list[str]) -> str:
    if not names:
        return "none is"
    joined = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return f"{joined} {'is' if len(names) == 1 else 'are'}"
