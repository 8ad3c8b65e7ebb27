"""Optional parts of the installation: what each extra holds, and what of it is missing here."""

import re
from importlib import metadata

PACKAGE = "netralitas"
# Where the name that is imported is not that of the package, or comes with another package of the extra.
_IMPORTED = {
    "axe_playwright_python": "browser",
    "flit_core": "test",
    "IPython": "notebooks",
    "jupyter_client": "notebooks",
    "jupyter_core": "notebooks",
    "jupyter_server": "notebooks",
    "myst_nb": "report",
    "traitlets": "notebooks",
}


def list_extras() -> dict[str, list[str]]:
    """List the packages of each extra, as the installed package declares them.

    Returns
    -------
    dict of str to list of str
        The packages of each extra, by their names in the index of packages; empty where the package is not installed.

    Examples
    --------
    >>> {"browser", "notebooks", "report", "test"} <= set(list_extras())
    True
    """
    try:
        lines = metadata.requires(PACKAGE) or []
    except metadata.PackageNotFoundError:
        return {}
    found: dict[str, list[str]] = {}
    for line in lines:
        named = re.match(r"([\w.-]+)", line)
        extra = re.search(r"""extra\s*==\s*["']([\w-]+)["']""", line)
        if named and extra:
            found.setdefault(extra[1], []).append(named[1])
    return found


def find_extra(module: str) -> str:
    """Find the extra that brings a module; empty where none does.

    Parameters
    ----------
    module : str
        A name as it is imported, such as "nbformat" or "sphinx.application".

    Returns
    -------
    str
        The name of the extra.

    Examples
    --------
    >>> find_extra("sphinx.application"), find_extra("nbformat"), find_extra("pandas")
    ('report', 'notebooks', '')
    """
    top = module.partition(".")[0]
    if top in _IMPORTED:
        return _IMPORTED[top]
    holders = [extra for extra, names in sorted(list_extras().items()) if top.replace("_", "-") in names]
    return holders[0] if holders else ""


def list_missing(extra: str) -> list[str]:
    """List the packages of an extra that are not installed.

    Parameters
    ----------
    extra : str
        Its name.

    Returns
    -------
    list of str
        The packages, in order; empty where all are there.
    """
    return sorted(name for name in list_extras().get(extra, []) if not _is_installed(name))


def _is_installed(name: str) -> bool:
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def say_remedy(extra: str) -> str:
    """Say how to install what is missing of an extra.

    Parameters
    ----------
    extra : str
        Its name.

    Returns
    -------
    str
        A command that names the packages themselves: netralitas is in no index of packages, so that its own name with
        the extra behind it may bring somebody else's package, or none.
    """
    names = list_missing(extra) or list_extras().get(extra, [])
    return f"run: pip install {' '.join(names)}; in a copy of the project: python run.py setup"
