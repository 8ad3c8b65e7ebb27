"""Write the instructions for coders: the steps and the codebook, for a sheet and for a separate page."""

from collections.abc import Iterable

import pandas as pd

from research.codebook import Codebook, Example, Frame, FrameRule, list_frame_rules
from research.tables import read_word_lists

KINDS = ("documents", "sample", "disagreements")
# A coder needs half a minute to a minute for a sentence, and twenty minutes to read the codebook first.
_SECONDS_A_SENTENCE, _MINUTES_FOR_CODEBOOK = 45, 20


def find_sheet_kind(sheet: pd.DataFrame) -> str:
    """Find what is coded in a sheet: documents, sample or disagreements.

    Parameters
    ----------
    sheet : DataFrame
        The table sheet.

    Returns
    -------
    str
        disagreements for a sheet with the column first, documents for one with the column source, else sample.
    """
    return "disagreements" if "first" in sheet else "documents" if "source" in sheet else "sample"


def list_steps(sheet: pd.DataFrame, codebook: Codebook, *, name: str, language: str) -> list[str]:
    """List the steps of coding a sheet in one language.

    Parameters
    ----------
    sheet : DataFrame
        The table sheet.
    codebook : Codebook
        The codebook of the sheet.
    name : str
        The file name of the sheet; its ending decides between the steps for tables and those for doccano and Label
        Studio.
    language : str
        id for Indonesian, en for English.

    Returns
    -------
    list of str
        The steps in order, with the number of sentences and an estimate of the minutes.
    """
    tags = {find_sheet_kind(sheet), "labels" if name.endswith((".json", ".jsonl")) else "table"}
    minutes = _MINUTES_FOR_CODEBOOK + len(sheet) * _SECONDS_A_SENTENCE // 60
    parents = sorted({frame.parent for frame in codebook.frames if frame.parent})
    values = {
        "count": len(sheet),
        "minutes": -(-minutes // 5) * 5,
        "stem": name.rpartition(".")[0],
        "parents": ", ".join(parents),
    }
    steps = read_word_lists("instructions.toml")["steps"]
    chosen = [step for step in steps if set(step.get("only", [])) <= tags and (parents or not step.get("subcodes"))]
    return [step[language].format(**values) for step in chosen]


def list_headings(kind: str) -> dict[str, str]:
    """List the headings of the instructions or of a sheet.

    Parameters
    ----------
    kind : str
        id or en for the headings of the page in one language, both for those in two, columns for those of the sheet.

    Returns
    -------
    dict of str
        The headings by their keys.
    """
    headings: dict[str, str] = read_word_lists("instructions.toml")["headings"][kind]
    return headings


def describe_rules(rules: Iterable[FrameRule], *, exclude: frozenset[str] = frozenset()) -> list[str]:
    """Describe rules for a coder, each with its examples.

    Parameters
    ----------
    rules : iterable of FrameRule
        The rules.
    exclude : frozenset of str
        Texts of examples to leave out, such as the sentences of the sheet.

    Returns
    -------
    list of str
        A text for each rule: code, name, rule, then the examples that carry the frame (+) and those that do not (-).
    """
    texts = []
    for rule in rules:
        parts = [f"{rule.code}. {rule.name}. {rule.rule}"]
        for example in sorted(rule.examples, key=lambda example: not example.present):
            if example.text not in exclude:
                frame = "" if len(rule.frames) == 1 else f" {example.frame}"
                parts.append(f"({'+' if example.present else '-'}{frame}) {_describe_example(example)}")
        texts.append(" ".join(parts))
    return texts


def _describe_example(example: Example) -> str:
    before = f"[{example.before}] " if example.before else ""
    return f"{before}{example.text}{f' ({example.why})' if example.why else ''}"


def describe_frame(
    frame: Frame, codebook: Codebook, *, exclude: frozenset[str] = frozenset()
) -> list[tuple[str, list[str]]]:
    """Describe a frame for a coder, under the headings of the instructions.

    The cues of the automatic coder are left out, since a person should read the sentences and not search for words.

    Parameters
    ----------
    frame : Frame
        A frame or subcode of the codebook.
    codebook : Codebook
        The codebook, with the rules that decide the frame.
    exclude : frozenset of str
        Texts of examples to leave out, such as the sentences of the sheet.

    Returns
    -------
    list of (str, list of str)
        The key of each heading that has texts, and these texts.
    """
    examples = {
        present: [
            _describe_example(item) for item in frame.examples if item.present is present and item.text not in exclude
        ]
        for present in (True, False)
    }
    parts = [
        ("question", [frame.question]),
        ("definition", [frame.definition]),
        ("include", list(frame.include)),
        ("exclude", list(frame.exclude)),
        ("doubt", describe_rules(list_frame_rules(codebook, frame.code), exclude=exclude)),
        ("carry", examples[True]),
        ("lack", examples[False]),
    ]
    return [(heading, texts) for heading, texts in parts if texts]


def render_instructions(sheet: pd.DataFrame, codebook: Codebook, *, name: str) -> str:
    """Render the instructions for a sheet in Markdown: the steps in Indonesian and English, then the codebook.

    Parameters
    ----------
    sheet : DataFrame
        The table sheet. Examples that are among its sentences are left out of the codebook.
    codebook : Codebook
        The codebook of the sheet.
    name : str
        The file name of the sheet.

    Returns
    -------
    str
        The page.
    """
    lines = []
    for language in ("id", "en"):
        headings = list_headings(language)
        steps = list_steps(sheet, codebook, name=name, language=language)
        lines += [f"{'#' if language == 'id' else '##'} {headings['title']}"]
        lines += ["\n".join(f"{number}. {step}" for number, step in enumerate(steps, start=1))]
    words = list_headings("both")
    texts = frozenset(sheet["text"])
    lines += [f"## {words['codebook']}", f"**{codebook.title}**", codebook.unit, _bullets(codebook.rules)]
    if general := describe_rules(list_frame_rules(codebook), exclude=texts):
        lines += [f"*{words['doubt']}*", _bullets(general)]
    for frame in codebook.frames:
        parent = f" ({words['subcode']} `{frame.parent}`)" if frame.parent else ""
        lines += [f"### `{frame.code}`: {frame.label_id} / {frame.label_en}{parent}"]
        for heading, parts in describe_frame(frame, codebook, exclude=texts):
            lines += [f"*{words[heading]}*", _bullets(parts)]
    return "\n\n".join(lines) + "\n"


def _bullets(items: tuple[str, ...] | list[str]) -> str:
    return "\n".join(f"- {item}" for item in items)
