"""Build the static site: sources into a temporary folder, sphinx over them, and the whole moved into place."""

import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from html import escape
from importlib import resources
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from research.report.archive.citation import read_citation
from research.report.site.downloads_page import CITATION, collect_downloads, render_downloads
from research.report.site.explorer_page import render_explorer
from research.report.site.front_page import choose_figures, render_front
from research.report.site.site_figures import FigurePages, hash_pictures, read_figure_rows
from research.report.site.site_guard import DISABLED, disarm_blocks, fence_html
from research.report.site.site_links import Links
from research.report.site.site_notebooks import Pictures, place_addresses
from research.report.site.site_pages import CODEBOOK, Source, collect_pages, render_groups
from research.report.site.site_words import read_site_words
from research.report.words.answer_words import write_answer
from research.report.words.study_labels import label_study
from research.report.words.trail_words import describe_trail
from research.study import Study, open_study, read_trail
from research.tables import Fault, InputError

# In a folder that this command made: another is never replaced.
MARK = ".made-by-research-report"
_PACKAGES = ("sphinx", "myst_nb", "furo", "nbformat")
_SETTINGS = """import json
from pathlib import Path

globals().update(json.loads(Path(__file__).with_name("site.json").read_text("utf-8")))
"""
_WORK = (".doctrees", ".buildinfo", "objects.inv", "_sources")
# What the templates of sphinx and furo leave out, without which a screen reader or a keyboard misses something.
_ACCESS = {
    '<p class="caption" role="heading">': '<p class="caption" role="heading" aria-level="2">',
    '<div class="table-wrapper': '<div tabindex="0" role="group" aria-label="{table}" class="table-wrapper',
    "<pre>": '<pre tabindex="0">',
}
STEPS = 4


@dataclass(frozen=True)
class Site:
    """What was built.

    Attributes
    ----------
    folder : Path
        The folder; index.html is the front page.
    pages, size : int
        Number of pages, and bytes of all files.
    seconds : float
        How long it took.
    warnings : tuple of str
        What sphinx found wrong with the pages, such as a link to a heading that is not there.
    """

    folder: Path
    pages: int
    size: int
    seconds: float
    warnings: tuple[str, ...]


def build_site(
    project: Path, folder: Path, *, language: str = "en", step: Callable[[str], None] = lambda words: None
) -> Site:
    """Build the static site of a project from its executed notebooks, its pages and its corpus, without a network.

    The folder is replaced as a whole at the end, or not at all. A project may lack docs/, figures/, results/ and
    CITATION.cff; the site then lacks what would stand in them.

    Parameters
    ----------
    project : Path
        The project folder, with corpus/ and notebooks/.
    folder : Path
        The folder of the site: new, empty, or one that this function made.
    language : str
        Of the interface, the answer and the captions: en for English, id for Indonesian.
    step : callable
        Called with a few words before each of the STEPS of the work.

    Returns
    -------
    Site
        Where it is, how large, and what sphinx complained of.

    Raises
    ------
    InputError
        Where the folder holds something else, a notebook was not run, or the corpus cannot be read.
    ModuleNotFoundError
        Where a package of the extra report is missing.
    """
    began = time.monotonic()
    _check_packages()
    words = read_site_words(language)
    _check_folder(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as work:
        step("corpus")
        known = open_study(project / "corpus")
        step("pages")
        source = _write_sources(known, project, Path(work) / "source", words=words, language=language)
        step("sphinx")
        warnings = _run_sphinx(Path(work) / "source", Path(work) / "site")
        step("files")
        _finish(Path(work) / "site", source.languages, table=words["table"])
        _replace_folder(Path(work) / "site", folder)
    files = [path for path in folder.rglob("*") if path.is_file()]
    pages = sum(path.suffix == ".html" for path in files)
    size = sum(path.stat().st_size for path in files)
    return Site(folder, pages, size, time.monotonic() - began, warnings)


def _check_packages() -> None:
    """Before the work begins; sphinx itself runs in another process."""
    for name in _PACKAGES:
        if find_spec(name) is None:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


def _check_folder(folder: Path) -> None:
    where, remedy = folder.as_posix(), "name another folder, or move that one away"
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise InputError([Fault(where, "folder", "a link or a file", "a folder", remedy)])
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MARK).is_file():
        found = "files that research report did not make"
        raise InputError([Fault(where, "folder", found, "a new folder, or a site made before", remedy)])


def _write_sources(known: Study, project: Path, folder: Path, *, words: Mapping[str, str], language: str) -> Source:
    """Write all that sphinx reads; return the pages."""
    title = _name_site(known, project)
    tables = read_figure_rows(project / "figures")
    figures = FigurePages(project / "figures", label_study(known, language=language), words, language)
    pictures = Pictures(hash_pictures(project / "figures"), figures.render)
    links = Links(project, {"corpus/codebook.html": CODEBOOK, CODEBOOK: CODEBOOK}, evidence=words["evidence"])
    source = collect_pages(known.codebook, links, pictures, words=words, language=language)
    _add_evidence(source, known, project, words=words, language=language)
    _add_trail(source, known, words=words, language=language)
    downloads = collect_downloads(known, project)
    titles = {name: found.title for name in tables if (found := figures.describe(name))}
    tables_page = "docs/tables.md" if "docs/tables.md" in source.files else ""
    page = render_downloads(downloads, {**pictures.titles, **titles, **words}, words=words, tables_page=tables_page)
    source.files["downloads.md"] = page.encode("utf-8")
    shown = choose_figures(known, tables, pictures.titles)
    drawn = [fence_html(place_addresses(figures.render(name, pictures.titles[name], pictures), "")) for name in shown]
    first = next((name for name in source.files if name.endswith(".ipynb")), "")
    read_on = {"evidence": "evidence.md", "notebooks": first, "codebook": CODEBOOK, "downloads": "downloads.md"}
    front = render_front(
        title,
        write_answer(known, tables, language=language),
        drawn,
        words=words,
        pages={key: page for key, page in read_on.items() if page},
    )
    source.groups["corpus"] = ["evidence", *source.groups.get("corpus", []), "trail", "downloads"]
    source.files["index.md"] = f"{front}\n{render_groups(source.groups, words=words)}\n".encode()
    source.files |= {f"_static/figures/{name}": content for name, content in pictures.files.items()}
    source.files["_static/site.css"] = _read_asset("site.css")
    source.files |= {f"_extra/downloads/{name}": content for name, content in downloads.items()}
    source.files["conf.py"] = _SETTINGS.encode()
    source.files["docutils.conf"] = b"[general]\nfile_insertion_enabled: no\n"
    settings = _list_settings(title, words=words, language=language)
    source.files["site.json"] = json.dumps(settings, ensure_ascii=False, sort_keys=True).encode()
    for name, content in source.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return source


def _add_evidence(source: Source, known: Study, project: Path, *, words: Mapping[str, str], language: str) -> None:
    explorer = render_explorer(known, project / "figures", language=language)
    source.files["evidence.md"] = f"# {words['evidence']}\n\n{fence_html(explorer.body)}\n".encode()
    source.files |= {f"_static/evidence/{name}": content for name, content in explorer.files.items()}


def _add_trail(source: Source, known: Study, *, words: Mapping[str, str], language: str) -> None:
    """The page from codebook to share, in English."""
    head, _, rest = disarm_blocks(describe_trail(read_trail(known.folder))).partition("\n\n")
    if language != "en":
        source.languages["trail"] = "en"
        note = f'<p class="language-note" lang="{language}">{words["english_page"]}</p>'
        rest = f"{fence_html(note)}\n\n{rest}"
    source.files["trail.md"] = f"{head}\n\n{rest}".encode("utf-8", "replace")


def _name_site(known: Study, project: Path) -> str:
    """The title of the project where it is cited, else that of its codebook."""
    if (project / CITATION).is_file():
        return read_citation(project).title
    title = re.sub(r"(?i)^codebook:\s*", "", known.codebook.title)
    return title[:1].upper() + title[1:]


def _read_asset(name: str) -> bytes:
    return resources.files("research").joinpath("report", "site", "assets", name).read_bytes()


def _list_settings(title: str, *, words: Mapping[str, str], language: str) -> dict[str, Any]:
    """The settings of sphinx."""
    return {
        "project": escape(title),
        # Over the side bar, where there is little room.
        "html_title": escape(title.partition(": ")[0]),
        "language": language,
        "extensions": ["myst_nb", "research.report.site.site_guard"],
        "myst_disable_syntax": DISABLED,
        "nb_execution_mode": "off",
        "nb_code_prompt_show": words["show_code"],
        "nb_code_prompt_hide": words["hide_code"],
        "nb_merge_streams": True,
        "myst_heading_anchors": 4,
        "html_theme": "furo",
        "html_last_updated_fmt": None,
        "html_copy_source": False,
        "html_show_sourcelink": False,
        "html_show_copyright": False,
        "html_show_sphinx": False,
        "html_use_index": False,
        "html_static_path": ["_static"],
        "html_extra_path": ["_extra"],
        "html_css_files": ["site.css"],
        # Furo's own grey is too light on white, and too dark on black, for small letters.
        "html_theme_options": {
            "light_css_variables": {"color-foreground-muted": "#5b5f65"},
            "dark_css_variables": {"color-foreground-muted": "#a3a7ad"},
        },
        "exclude_patterns": ["_extra", "_static"],
        "suppress_warnings": ["mystnb.unknown_mime_type", "misc.highlighting_failure", "myst.header"],
    }


def _run_sphinx(source: Path, site: Path) -> tuple[str, ...]:
    """Run sphinx in a process of its own, as it changes settings of the process that it runs in."""
    listed = source.parent / "warnings.txt"
    command = [sys.executable, "-m", "sphinx", "-q", "-E", "-b", "html", "-w", str(listed), str(source), str(site)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    lines = listed.read_text(encoding="utf-8").splitlines() if listed.is_file() else []
    plain = tuple(line.replace(f"{source}/", "") for line in lines if line.strip())
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["nothing said"])[-1]
        found = said.replace(f"{source}/", "")[:300]
        raise InputError([Fault("research report", "sphinx", found, "pages that it can build", "mend the page")])
    return tuple(re.sub(r"\x1b\[[0-9;]*m", "", line) for line in plain)


def _finish(site: Path, languages: Mapping[str, str], *, table: str) -> None:
    """Take out what only a next build would need; name the language of prose in another one; give keys what scrolls."""
    for name in _WORK:
        shutil.rmtree(site / name, ignore_errors=True)
        (site / name).unlink(missing_ok=True)
    for path in site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        for before, after in _ACCESS.items():
            text = text.replace(before, after.replace("{table}", table))
        language = languages.get(path.relative_to(site).with_suffix("").as_posix(), "")
        if language:
            text = text.replace('<article role="main"', f'<article lang="{language}" role="main"', 1)
        path.write_text(text, encoding="utf-8", newline="\n")
    (site / MARK).write_text("made by research report\n", encoding="utf-8")


def _replace_folder(made: Path, folder: Path) -> None:
    """Move a finished folder into place; one that was there before is removed after it."""
    if not folder.exists():
        made.rename(folder)
        return
    before = made.with_name("before")
    folder.rename(before)
    try:
        made.rename(folder)
    except OSError:
        with suppress(OSError):
            before.rename(folder)
        raise
