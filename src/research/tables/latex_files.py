"""Writer of tables in words as LaTeX, for a manuscript."""

import unicodedata
from typing import Any

import pandas as pd

from research.tables.characters import drop_controls

# What LaTeX reads as a command, and signs that the fonts of pdflatex lack.
_SIGNS = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "%": r"\%",
    "&": r"\&",
    "_": r"\_",
    "#": r"\#",
    "$": r"\$",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    "`": r"\textasciigrave{}",
    "\u2212": "$-$",
    "\u00d7": r"$\times$",
    "\u00b1": r"$\pm$",
    "\u2264": r"$\leq$",
    "\u2265": r"$\geq$",
    "\u2260": r"$\neq$",
    "\u2248": r"$\approx$",
    "\u2192": r"$\rightarrow$",
    "\u03b1": r"$\alpha$",
    "\u03ba": r"$\kappa$",
    "\u03bb": r"$\lambda$",
    "\u00a0": "~",
    "\u202f": r"\,",
    "\u2026": r"\ldots{}",
}
_TRANSLATION = str.maketrans(_SIGNS)
# Letters that fit into a line of a manuscript; a wider table has columns of fixed width, whose texts are broken.
_LINE = 84
_LONGEST_CELL = 40


def escape_latex(text: str) -> str:
    r"""Escape what LaTeX would read as a command, so that a text is printed as it is.

    Parameters
    ----------
    text : str
        Any text; line ends become blanks, other control characters are left out.

    Returns
    -------
    str
        The text for LaTeX. A minus sign, a no-break space and some signs of mathematics get their commands; other
        letters outside ASCII stay, which pdflatex (for Latin letters), xelatex and lualatex print.

    Examples
    --------
    >>> print(escape_latex("18.6 % of A&B_1 #2 {x} ~ ^ \\ $"))
    18.6 \% of A\&B\_1 \#2 \{x\} \textasciitilde{} \textasciicircum{} \textbackslash{} \$
    >>> print(escape_latex("\u22120.5"))
    $-$0.5
    """
    plain = drop_controls(unicodedata.normalize("NFC", " ".join(text.splitlines())))
    # Two hyphens would be joined to a dash.
    return plain.translate(_TRANSLATION).replace("--", "-{}-")


def format_latex(table: pd.DataFrame, *, caption: str = "", note: str = "", label: str = "") -> str:
    r"""Format a table in words as LaTeX with the rules of booktabs.

    Parameters
    ----------
    table : DataFrame
        A table such as report.table_shares makes it; an index of texts is its first column.
    caption, note : str
        What stands above and below it.
    label : str
        What \ref names it by, behind tab: letters, digits, - and _; no label where empty.

    Returns
    -------
    str
        A table environment, which needs the packages booktabs and array.

    Examples
    --------
    >>> shares = pd.DataFrame({"statements": [80], "Sanctions": ["10.0 % (5.1 to 18.7)"]}, index=["2018"])
    >>> print(format_latex(shares, caption="Shares", label="shares"))
    % \usepackage{booktabs,array}
    \begin{table}
    \centering
    \small
    \caption{Shares}
    \label{tab:shares}
    \begin{tabular}{lrl}
    \toprule
     & statements & Sanctions \\
    \midrule
    2018 & 80 & 10.0 \% (5.1 to 18.7) \\
    \bottomrule
    \end{tabular}
    \end{table}
    <BLANKLINE>
    """
    shown = lay_out(table)
    escaped = shown.map(_escape_cell)
    escaped.columns = pd.Index([escape_latex(str(name)) for name in shown.columns])
    lines = ["% \\usepackage{booktabs,array}", "\\begin{table}", "\\centering"]
    lines.append("\\footnotesize\\setlength{\\tabcolsep}{3pt}" if _is_wide(shown) else "\\small")
    lines += [f"\\caption{{{escape_latex(caption)}}}"] * bool(caption)
    lines += [f"\\label{{tab:{label}}}"] * bool(label)
    styler = escaped.style.hide(axis="index")
    lines.append(styler.to_latex(hrules=True, column_format=_choose_columns(table, shown)).rstrip())
    lines += [f"\n\\smallskip\n\\parbox{{\\linewidth}}{{\\footnotesize {escape_latex(note)}}}"] * bool(note)
    return "\n".join([*lines, "\\end{table}", ""])


def measure_columns(shown: pd.DataFrame, line: int = 84) -> list[float]:
    """Return the letters that each column of a table of texts is given in a line: its longest word, then what is left.

    Parameters
    ----------
    shown : DataFrame
        Of lay_out.
    line : int
        Letters of a line.

    Returns
    -------
    list of float
        The letters of the longest texts (40 at most) where they fit into the line; else those of the longest words, and
        a part of the rest.

    Examples
    --------
    >>> measure_columns(pd.DataFrame({"statements": ["1"], "Frame": ["a " * 99]}), line=40)
    [11.0, 29.0]
    """
    columns = [[str(name), *shown.iloc[:, place]] for place, name in enumerate(shown.columns)]
    whole = [max(4, *(min(_LONGEST_CELL, len(text) + 1) for text in column)) for column in columns]
    words = [max([4, *(len(word) + 1 for text in column for word in text.split())]) for column in columns]
    wanted = [max(0, size - word) for size, word in zip(whole, words, strict=True)]
    part = min(1.0, max(0.0, line - sum(words)) / max(1, sum(wanted)))
    return [word + part * more for word, more in zip(words, wanted, strict=True)]


def _escape_cell(text: str) -> str:
    """A row that begins with a bracket or a star would be read as an option of the line end before it."""
    escaped = escape_latex(text)
    return f"{{}}{escaped}" if escaped.startswith(("[", "*")) else escaped


def lay_out(table: pd.DataFrame) -> pd.DataFrame:
    """Set a table out as texts, its index of texts as the first column; numbers are written as in a notebook.

    Parameters
    ----------
    table : DataFrame
        Any table.

    Returns
    -------
    DataFrame
        Texts only; empty where a value is missing.

    Examples
    --------
    >>> lay_out(pd.DataFrame({"n": [1234], "share": [0.5]}, index=["all"])).to_numpy().tolist()
    [['all', '1,234', '0.500']]
    """
    numbered = pd.api.types.is_integer_dtype(table.index.dtype) and table.index.nlevels == 1
    whole = table.reset_index(drop=True) if numbered else _keep_index(table)
    cells = [[_write_cell(value) for value in whole.iloc[:, place]] for place in range(whole.shape[1])]
    shown = pd.DataFrame(dict(enumerate(cells)), index=range(len(whole)), dtype="str")
    shown.columns = pd.Index([str(name) for name in whole.columns])
    return shown


def _keep_index(table: pd.DataFrame) -> pd.DataFrame:
    levels = range(table.index.nlevels)
    columns: list[pd.Series[Any]] = [pd.Series(table.index.get_level_values(level)) for level in levels]
    joined = pd.concat([*columns, table.reset_index(drop=True)], axis=1)
    joined.columns = pd.Index([*(str(name or "") for name in table.index.names), *map(str, table.columns)])
    return joined


def _write_cell(value: object) -> str:
    if value is None or (not isinstance(value, str) and pd.isna(value)):  # type: ignore[call-overload]
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int) or pd.api.types.is_integer(value):
        return f"{value:,}"
    if pd.api.types.is_float(value):
        return f"{value:.3f}"
    if isinstance(value, pd.Timestamp):
        return str(value.date())
    return str(value)


def _is_wide(shown: pd.DataFrame) -> bool:
    return sum(measure_columns(shown, _LINE * 10)) > _LINE


def _choose_columns(table: pd.DataFrame, shown: pd.DataFrame) -> str:
    """Numbers to the right, texts to the left; where the lines are too long, columns in proportion to their texts."""
    if _is_wide(shown):
        sizes = measure_columns(shown, _LINE)
        room = max(0.3, 1 - 0.018 * len(sizes))
        return "".join(
            f">{{\\raggedright\\arraybackslash}}p{{{room * size / sum(sizes):.3f}\\linewidth}}" for size in sizes
        )
    numbers = [pd.api.types.is_numeric_dtype(kind) and not pd.api.types.is_bool_dtype(kind) for kind in table.dtypes]
    return "".join("r" if number else "l" for number in [False] * (shown.shape[1] - len(numbers)) + numbers)
