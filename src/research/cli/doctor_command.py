"""The command that says what this machine lacks; it loads nothing that may itself be missing or broken."""

import importlib.util
import locale
import os
import platform
import shutil
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer

import research
from research.cli.options import (
    DEFAULT_CORPUS,
    DEFAULT_ROOT,
    REPRODUCE,
    AsJson,
    application,
    count_workers,
    look_upward,
)
from research.cli.terminal import print_json, print_text

FINE, OPTIONAL, MISSING = "fine", "optional", "missing"
_OLDEST_PYTHON = (3, 11)
_GIGABYTE = 1_000_000_000
# .venv takes 0.7 GB, and results, figures and checkpoints stand beside it.
_LEAST_DISK, _LEAST_MEMORY = 2 * _GIGABYTE, 2 * _GIGABYTE
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
_USED_FOR = {
    "notebooks": "JupyterLab and running notebooks",
    "report": "research report, the site",
    "browser": "the tests of pages in a browser",
    "test": "the tests",
}


@dataclass(frozen=True)
class Finding:
    """What was found of one part of the machine; state is fine, optional (a part lacks it) or missing (all need it)."""

    part: str
    state: str
    found: str
    needed_for: str
    remedy: str = ""


@application.command(rich_help_panel=REPRODUCE)
def doctor(
    corpus: Annotated[
        Path, typer.Option("--corpus", metavar="FOLDER", help="Corpus folder.", callback=look_upward)
    ] = DEFAULT_CORPUS,
    as_json: AsJson = False,
) -> None:
    """Say what this machine lacks and how to get it; exit code 1 if something is missing that every command needs."""
    findings = [*_look_at_python(), *_look_at_extras(), *_look_at_tools(), *_look_at_folders(corpus)]
    findings += [*_look_at_cache(), *_look_around()]
    missing = [finding for finding in findings if finding.state == MISSING]
    optional = [finding for finding in findings if finding.state == OPTIONAL]
    if as_json:
        print_json({"findings": [asdict(finding) for finding in findings]})
    else:
        lacking = f"missing: {', '.join(finding.part for finding in missing)}"
        parts = f"{len(optional)} of {len(findings)} parts {'is' if len(optional) == 1 else 'are'} not as they could be"
        print(lacking if missing else f"All that every command needs is there; {parts}.")
        for finding in sorted(findings, key=lambda each: (MISSING, OPTIONAL, FINE).index(each.state)):
            _print(finding)
    if missing:
        sys.exit(1)


def _print(finding: Finding) -> None:
    print_text(f"- {finding.state}: {finding.part}: {finding.found}; for {finding.needed_for}")
    if finding.remedy:
        print_text(f"  {finding.remedy}")


def _judge(good: object, otherwise: str = OPTIONAL) -> str:
    return FINE if good else otherwise


def _look_at_python() -> Iterator[Finding]:
    version, needed = platform.python_version(), ".".join(map(str, _OLDEST_PYTHON))
    fine = sys.version_info >= _OLDEST_PYTHON
    yield Finding(
        "Python", _judge(fine, MISSING), version, "everything", "" if fine else f"install Python {needed} or newer"
    )
    lacking = _list_unmet()
    found = f"{research.__version__}, " + (", ".join(lacking) if lacking else "all its packages")
    remedy = "python run.py setup; outside a copy of the project: pip install " + " ".join(
        repr(line.partition(":")[0]) for line in lacking
    )
    yield Finding("netralitas", _judge(not lacking, MISSING), found, "everything", remedy if lacking else "")
    # Two packages write into one folder, Sastrawi: the last that was installed is the one that stems.
    twins = [name for name in ("PySastrawi", "Sastrawi") if _find_version(name)]
    again = "pip uninstall Sastrawi PySastrawi, then pip install PySastrawi==1.2.1"
    yield Finding(
        "stemmer", _judge(twins == ["PySastrawi"], MISSING), " and ".join(twins) or "none", "words and stems",
        "" if twins == ["PySastrawi"] else again,
    )  # fmt: skip


def _list_unmet() -> list[str]:
    """The packages that all commands need and that are missing or too old, each with what is there."""
    from importlib import metadata

    from research.cli.extras import PACKAGE

    try:
        lines = metadata.requires(PACKAGE) or []
    except metadata.PackageNotFoundError:
        return []
    from packaging.requirements import Requirement

    unmet = []
    for line in lines:
        needed = Requirement(line)
        if needed.marker and not needed.marker.evaluate({"extra": ""}):
            continue
        version = _find_version(needed.name)
        if not version or not needed.specifier.contains(version, prereleases=True):
            unmet.append(f"{needed.name}{needed.specifier}: {version or 'not installed'}")
    return unmet


def _find_version(name: str) -> str:
    from importlib import metadata

    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _look_at_extras() -> Iterator[Finding]:
    from research.cli.extras import list_extras, list_missing, say_remedy

    for extra in list_extras():
        lacking = list_missing(extra)
        found = f"without {', '.join(lacking)}" if lacking else "all its packages"
        remedy = say_remedy(extra) if lacking else ""
        yield Finding(f"extra {extra}", _judge(not lacking), found, _USED_FOR.get(extra, f"the extra {extra}"), remedy)


def _look_at_tools() -> Iterator[Finding]:
    browser = next((path for name in _BROWSERS if (path := shutil.which(name))), "")
    remedy = "" if browser else "on Debian and Ubuntu: apt install chromium"
    yield Finding("Chromium", _judge(browser), browser or "none", _USED_FOR["browser"], remedy)
    git = shutil.which("git") or ""
    yield Finding("git", _judge(git), git or "none", "seeing what changed", "" if git else "install git")
    spec = importlib.util.find_spec("matplotlib")
    font = Path(spec.origin or "").parent / "mpl-data" / "fonts" / "ttf" / "DejaVuSans.ttf" if spec else Path("none")
    there = font.is_file()
    found, remedy = ("DejaVu Sans", "") if there else ("no DejaVu Sans", "pip install --force-reinstall matplotlib")
    yield Finding("font", _judge(there), found, "figures", remedy)


def _look_at_folders(corpus: Path) -> Iterator[Finding]:
    there = (corpus / "documents").is_dir()
    named = corpus != DEFAULT_CORPUS
    place = f"none at {corpus.as_posix()}" if named else f"none, here or in a folder above {Path.cwd().as_posix()}"
    found = corpus.resolve().as_posix() if there else place
    remedy = "" if there else "go to the project's folder, or name the corpus with --corpus"
    yield Finding("corpus", _judge(there, MISSING if named else OPTIONAL), found, "commands on a corpus", remedy)
    project = look_upward(DEFAULT_ROOT)
    for name, folder in (("corpus folder", corpus), ("project folder", project)):
        if folder.is_dir():
            fine = os.access(folder, os.W_OK)
            found = f"{folder.resolve().as_posix()} {'can' if fine else 'cannot'} be written"
            remedy = "" if fine else "copy it to a folder of your own"
            yield Finding(name, _judge(fine), found, "adding, coding and reproducing", remedy)
    free = shutil.disk_usage(project).free
    remedy = "" if free >= _LEAST_DISK else "make room, or move the project to another disk"
    yield Finding("disk", _judge(free >= _LEAST_DISK), f"{free / _GIGABYTE:.1f} GB free", "2 GB of results", remedy)


def _look_at_cache() -> Iterator[Finding]:
    try:
        from research.tables import find_cache
    except ImportError:
        return  # platformdirs is missing, which is said above
    folder = find_cache()
    if folder is None:
        found = "nothing is kept, as NETRALITAS_CACHE is off"
    else:
        size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) if folder.is_dir() else 0
        found = f"{folder.as_posix()}, {size / 1_000_000:.1f} MB; the folder may be deleted"
    yield Finding("kept on disk", FINE, found, "computing nothing twice")


def _look_around() -> Iterator[Finding]:
    import psutil

    memory = psutil.virtual_memory().available
    remedy = "" if memory >= _LEAST_MEMORY else "close other programs, or give --workers 1"
    yield Finding("memory", _judge(not remedy), f"{memory / _GIGABYTE:.1f} GB free", "studies and notebooks", remedy)
    yield Finding("cores", FINE, str(count_workers(None)), "as many processes at a time")
    encodings = {(sys.stdout.encoding or "none").lower(), locale.getpreferredencoding(False).lower()}
    utf = all(name.replace("-", "") == "utf8" for name in encodings)
    remedy = "" if utf else "set the environment variable PYTHONUTF8=1, or a locale of UTF-8: LANG=C.UTF-8"
    yield Finding("encoding", _judge(utf), ", ".join(sorted(encodings)), "showing texts; files are UTF-8", remedy)
    others = _find_other_packages()
    remedy = "take it out of PYTHONPATH" if others else ""
    found = ", ".join(others) or "no other package of the name research"
    yield Finding("PYTHONPATH", _judge(not others, MISSING), found, "the package that runs", remedy)
    settings = _find_matplotlib_settings()
    remedy = "move it away; research reproduce takes no notice of it" if settings else ""
    yield Finding("matplotlibrc", _judge(not settings), settings or "none", "figures that look as saved", remedy)
    proxy = next((name for name in ("HTTP_PROXY", "http_proxy") if os.environ.get(name)), "")
    around = os.environ.get("NO_PROXY", os.environ.get("no_proxy", ""))
    fine = not proxy or around == "*" or {"127.0.0.1", "localhost"} <= {name.strip() for name in around.split(",")}
    remedy = "" if fine else "add 127.0.0.1,localhost to NO_PROXY"
    yield Finding("proxy", _judge(fine), proxy or "none", "JupyterLab, on this machine; pip reads it too", remedy)


def _find_other_packages() -> list[str]:
    """The folders of PYTHONPATH that hold another package of this name."""
    folder = Path(research.__file__).resolve().parent
    named = [Path(part) / "research" for part in os.environ.get("PYTHONPATH", "").split(os.pathsep) if part]
    return [path.as_posix() for path in named if path.is_dir() and path.resolve() != folder]


def _find_matplotlib_settings() -> str:
    """The file of a person's own settings of matplotlib, as matplotlib looks for it."""
    personal = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "matplotlib"
    named = [Path(folder) for name in ("MATPLOTLIBRC", "MPLCONFIGDIR") if (folder := os.environ.get(name))]
    for place in [Path("matplotlibrc"), *named, personal, Path.home() / ".matplotlib"]:
        for path in (place, place / "matplotlibrc"):
            if path.is_file():
                return path.as_posix()
    return ""
