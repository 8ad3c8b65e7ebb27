"""Write coding sheets as .csv, as JSONL of doccano and as tasks of Label Studio."""

import csv
import json
from typing import Any
from xml.sax.saxutils import quoteattr

import pandas as pd

from research.codebook import Codebook
from research.coding.sheet_columns import GIVEN_COLUMNS, NOTE_COLUMN, list_codes
from research.tables import escape_formulas

# The label of a sentence that was read and carries no frame; without a label a sentence counts as unread.
NONE = "none"
_COLOURS = ("#1b9e77", "#d95f02", "#7570b3", "#e7298a", "#66a61e", "#b58900", "#a6761d", "#666666")


def render_csv(sheet: pd.DataFrame) -> bytes:
    """Render a sheet as CSV in UTF-8 with a byte order mark, without which Excel reads another encoding.

    Parameters
    ----------
    sheet : DataFrame
        The table sheet.

    Returns
    -------
    bytes
        The content of the file.
    """
    return (
        escape_formulas(sheet)
        .to_csv(index=False, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
        .encode("utf-8-sig")
    )


def render_doccano(sheet: pd.DataFrame, codebook: Codebook) -> dict[str, bytes]:
    """Render a sheet as JSONL of doccano for text classification, with its labels.

    A line has id, item, text, label (empty) and the other columns of the sheet, which doccano keeps as metadata and
    exports again.

    Parameters
    ----------
    sheet : DataFrame
        The table sheet.
    codebook : Codebook
        The codebook of the sheet.

    Returns
    -------
    dict of bytes
        The content of each file by its ending: .jsonl and .labels.json.
    """
    lines = []
    for row in _list_rows(sheet):
        told = {name: row[name] for name in GIVEN_COLUMNS if name in row}
        lines.append(json.dumps({"id": row["item"], **told, "label": []}, ensure_ascii=False))
    # Fields as in doccano's files of labels; suffix_key is the key on the keyboard.
    labels = [
        {
            "text": code,
            "suffix_key": str(number) if number < 10 else None,
            "background_color": _COLOURS[number % len(_COLOURS)],
            "text_color": "#ffffff",
        }
        for number, code in enumerate([*list_codes(codebook), NONE], start=1)
    ]
    return {".jsonl": "".join(f"{line}\n" for line in lines).encode("utf-8"), ".labels.json": _dump(labels)}


def render_label_studio(sheet: pd.DataFrame, codebook: Codebook) -> dict[str, bytes]:
    """Render a sheet as tasks of Label Studio, with the labelling configuration.

    Parameters
    ----------
    sheet : DataFrame
        The table sheet.
    codebook : Codebook
        The codebook of the sheet.

    Returns
    -------
    dict of bytes
        The content of each file by its ending: .json and .config.xml.
    """
    tasks = [
        {"data": {name: str(row[name]) if name != "item" else row[name] for name in GIVEN_COLUMNS if name in row}}
        for row in _list_rows(sheet)
    ]
    return {".json": _dump(tasks), ".config.xml": _render_config(sheet, codebook).encode("utf-8")}


def _render_config(sheet: pd.DataFrame, codebook: Codebook) -> str:
    told = [name for name in ("source", "before") if name in sheet]
    lines = ["<View>"]
    for name in told:
        lines += [f'  <Header value={quoteattr(name)} size="6"/>', f'  <Text name="{name}" value="${name}"/>']
    lines += ['  <Header value="text" size="4"/>', '  <Text name="text" value="$text"/>']
    required = 'required="true" requiredMessage="Pilih bingkai, atau none. Choose the frames, or none."'
    lines += [f'  <Choices name="frames" toName="text" choice="multiple" {required}>']
    for frame in codebook.frames:
        words = f"{'→ ' if frame.parent else ''}{frame.label_id} / {frame.label_en}"
        lines.append(f"    <Choice value={quoteattr(words)} alias={quoteattr(frame.code)}/>")
    lines += [f'    <Choice value="tidak ada / none" alias="{NONE}"/>', "  </Choices>"]
    lines += [
        f'  <TextArea name="{NOTE_COLUMN}" toName="text" placeholder="note" rows="2" editable="true"/>',
        "</View>",
    ]
    return "\n".join(lines) + "\n"


def _list_rows(sheet: pd.DataFrame) -> list[dict[str, Any]]:
    records = sheet.astype({name: "object" for name in sheet.columns}).to_dict("records")
    return [{str(name): int(v) if isinstance(v, int) else v for name, v in row.items()} for row in records]


def _dump(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode("utf-8")
