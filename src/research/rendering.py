"""The codebook for people: its page, its tables, and words in place of codes."""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from research.codebook import Codebook, Example, Frame, Label
from research.cues import Pattern


@dataclass(frozen=True)
class Labels:
    """Words for codes, in the codebook's order; frames are those without a parent, functions are Entman's."""

    frames: dict[str, str]
    subcodes: dict[str, str]
    offices: dict[str, str]
    modes: dict[str, str]
    functions: dict[str, str]


def label_codes(codebook: Codebook, *, language: str = "en") -> Labels:
    """Read the labels of a codebook, in English (en) or Indonesian (id)."""

    def read(items: Iterable[Frame | Label]) -> dict[str, str]:
        return {item.code: item.label_id if language == "id" else item.label_en for item in items}

    return Labels(
        frames=read(frame for frame in codebook.frames if not frame.parent),
        subcodes=read(frame for frame in codebook.frames if frame.parent),
        offices=read(codebook.offices),
        modes=read(codebook.modes),
        functions=read(codebook.functions),
    )


def list_examples(codebook: Codebook) -> pd.DataFrame:
    """List the codebook's examples: frame, present (yes or no), example, why, and whether the cue coder misses it."""
    rows = [
        (frame.label_en, "yes" if item.present else "no", item.text, item.why, "missed" if item.cue_misses else "")
        for frame in codebook.frames
        for item in sorted(frame.examples, key=lambda item: not item.present)
    ]
    return pd.DataFrame(rows, columns=["frame", "present", "example", "why", "cue coder"])


def list_frames(codebook: Codebook) -> pd.DataFrame:
    """List the frames and subcodes, in the codebook's order.

    Columns: code, parent (empty for a frame), label_en, label_id, entman, question, definition, cues and examples
    (how many).
    """
    fields = ["code", "parent", "label_en", "label_id", "entman", "question", "definition"]
    rows = [
        [*(getattr(frame, field) for field in fields), len(frame.cues), len(frame.examples)]
        for frame in codebook.frames
    ]
    return pd.DataFrame(rows, columns=[*fields, "cues", "examples"])


def render_codebook(codebook: Codebook) -> str:
    """Render the codebook as a Markdown page for people who code; corpus/CODEBOOK.md is exactly this."""
    lines = [
        f"# {codebook.title}",
        "<!-- Rendered from codebook.toml: change that file, not this page. -->",
        "## What is coded",
        codebook.unit,
        _bullets(codebook.rules),
        *(text for text in (f"{codebook.sample} {codebook.coders}".strip(),) if text),
        "## The frames",
        _table(
            ["code", "frame", "bingkai", "Entman (1993)", "question the coder answers"],
            [
                (
                    " / ".join(f"`{code}`" for code in (frame.parent, frame.code) if code),
                    frame.label_en,
                    frame.label_id,
                    _name_function(codebook, frame.entman),
                    frame.question,
                )
                for frame in codebook.frames
            ],
        ),
        *(part for frame in codebook.frames for part in _render_frame(codebook, frame)),
        "## Who speaks",
        f"`speaker`: {codebook.speaker}",
        "`office`, one of:",
        _table(_LABEL_HEADS, [_label_row(label) for label in codebook.offices]),
        "`mode`, one of:",
        _table(_LABEL_HEADS, [_label_row(label) for label in codebook.modes]),
    ]
    return "\n\n".join(lines) + "\n"


_LABEL_HEADS = ["code", "English", "Indonesian", "meaning"]


def _label_row(label: Label) -> tuple[str, ...]:
    return f"`{label.code}`", label.label_en, label.label_id, label.definition


def _name_function(codebook: Codebook, code: str) -> str:
    return next(f"{label.label_en} ({label.label_id})" for label in codebook.functions if label.code == code)


def _render_frame(codebook: Codebook, frame: Frame) -> list[str]:
    level, kind = ("###", "Subcode") if frame.parent else ("##", "Frame")
    examples = {
        present: [_describe_example(e) for e in frame.examples if e.present is present] for present in (True, False)
    }
    parts = [
        f"{level} {kind} `{frame.code}`: {frame.label_en} ({frame.label_id})",
        frame.question,
        frame.definition,
        f"Entman (1993): it mostly serves the {_name_function(codebook, frame.entman)}.",
        "Include:",
        _bullets(frame.include),
        "Exclude:",
        _bullets(frame.exclude),
        "Sentences that carry it:",
        _bullets(examples[True]),
        "Sentences that do not:",
        _bullets(examples[False]),
    ]
    if frame.cues:
        rows = [
            (
                cue.name,
                _join_patterns(cue.patterns),
                _join_patterns(cue.requires),
                _join_patterns(cue.unless),
                cue.within,
            )
            for cue in frame.cues
        ]
        head = ["cue", "patterns", "only with", "unless", "within"]
        parts += ["Cues of the automatic coder (the file explains the patterns):", _table(head, rows)]
    return parts


def _describe_example(example: Example) -> str:
    why = f" ({example.why})" if example.why else ""
    missed = " *The cue coder gets this one wrong.*" if example.cue_misses else ""
    return f"{example.text}{why}{missed}"


def _join_patterns(patterns: tuple[Pattern, ...]) -> str:
    return ", ".join(f"`{pattern.text}`" for pattern in patterns)


def _bullets(items: Iterable[str]) -> str:
    return "\n".join(f"- {item}" for item in items)


def _table(head: list[str], rows: Iterable[tuple[object, ...]]) -> str:
    cells = [[str(cell).replace("|", "\\|") for cell in row] for row in rows]
    lines = [head, ["---"] * len(head), *cells]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
