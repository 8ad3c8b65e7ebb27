"""Tables as LaTeX: what a text holds is printed and never obeyed; compiled where this machine has a TeX."""

import re
import shutil
import subprocess
from pathlib import Path

import pandas as pd
import pytest

from research.tables import escape_latex, format_latex

HOSTILE = r"50 % & A_B #1 {x} $y$ ~ ^ \input{/etc/passwd} <b> | `--` "
TABLE = pd.DataFrame(
    {"Sanctions & more": ["10.0 % (5.1 to 18.7)", HOSTILE, ""], "n": [1234, 2, 3], "Change": ["\u22120.5", "[x]", "*"]},
    index=["2018", "[2020]", "*"],
)


def unescaped(text: str) -> str:
    """The text without escaped signs and commands that the escaping itself writes."""
    return re.sub(r"\\[%&_#{}$,]|\\text[a-z]+\{\}|\\ldots\{\}|\$-\$|\$\\[a-z]+\$|-\{\}-", "", text)


def test_no_sign_of_a_text_reaches_latex_as_a_command() -> None:
    left = unescaped(escape_latex(HOSTILE + "\u2212 \u2265"))
    # The escape of a tilde is no tilde; one of a no-break space is meant to be.
    assert not set(left) & set("\\{}$&#^_%~|<>`")
    assert "--" not in left


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("18.6 %", r"18.6 \%"),
        ("\u22120.5 to \u22650", r"$-$0.5 to $\geq$0"),
        ("a\nb\x1b[31m", "a b[31m"),
        ("no\u00a0break", "no~break"),
        ("e\u0301", "é"),
        (r"\alpha", r"\textbackslash{}alpha"),
    ],
)
def test_texts_by_hand(text: str, expected: str) -> None:
    assert escape_latex(text) == expected


def test_the_table_has_rules_numbers_at_the_right_and_every_cell() -> None:
    made = format_latex(TABLE, caption="Shares, in %", note="Too few: fewer than 5.", label="shares")
    assert [made.count(rule) for rule in (r"\toprule", r"\midrule", r"\bottomrule")] == [1, 1, 1]
    assert r"\caption{Shares, in \%}" in made and r"\label{tab:shares}" in made
    body = made.split("\\midrule\n")[1].split("\\bottomrule")[0]
    rows = body.strip().removesuffix(r"\\").split("\\\\\n")
    assert len(rows) == 3
    assert all(len(re.split(r"(?<!\\)&", row)) == 4 for row in rows)
    assert rows[1].startswith("{}[2020] &") and rows[2].startswith("{}*")
    assert rows[0].split(" & ")[2] == "1,234"
    assert unescaped(made).count("{") == unescaped(made).count("}")
    narrow = format_latex(pd.DataFrame({"n": [1], "word": ["a"]}, index=["x"]))
    assert r"\begin{tabular}{lrl}" in narrow and "caption" not in narrow and "label" not in narrow


def test_a_wide_table_has_columns_that_fit_the_line() -> None:
    wide = format_latex(pd.DataFrame({f"Frame {n}": ["10.0 % (5.1 to 18.7)"] for n in range(6)}, index=["Heads"]))
    parts = [float(part) for part in re.findall(r"p\{([0-9.]+)\\linewidth\}", wide)]
    assert len(parts) == 7
    assert sum(parts) < 1


def test_the_same_table_gives_the_same_text_and_an_empty_one_has_its_head() -> None:
    assert format_latex(TABLE) == format_latex(TABLE.copy())
    assert r"group & share \\" in format_latex(pd.DataFrame({"group": [], "share": []}))


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="no TeX on this machine")
def test_it_compiles(tmp_path: Path) -> None:
    text = "\\documentclass{article}\\usepackage{booktabs,array}\\begin{document}\n"
    (tmp_path / "a.tex").write_text(text + format_latex(TABLE, caption=HOSTILE, note=HOSTILE) + "\\end{document}\n")
    command = ["pdflatex", "-halt-on-error", "-interaction=nonstopmode", "-no-shell-escape", "a.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:]
