"""What a reader sees of each notebook in JupyterLab at 1280 x 800: screens to the first finding, and what is cut off.

JupyterLab starts as run.py lab starts it, with settings of its own; Chromium opens each notebook as it was saved, and
nothing runs or is saved. Needs Debian's chromium and the Python package playwright.

    python benchmarks/screens.py                               every notebook, the table alone
    python benchmarks/screens.py --pictures FOLDER 05_years    one, with a picture of each of its screens
"""

import argparse
import base64
import importlib.util
import json
import os
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
WIDTH, HEIGHT = 1280, 800
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "")
# What Chromium would fetch by itself; and no name is looked up, so that nothing leaves this machine.
QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
# With windowing, JupyterLab leaves cells out of the page until they are scrolled to.
WHOLE = {"@jupyterlab/notebook-extension/tracker": {"windowingMode": "none"}}
POINTS = """() => {
    const pane = [...document.querySelectorAll('.jp-WindowedPanel-outer')].find(each => each.offsetParent);
    const from = pane.getBoundingClientRect().top - pane.scrollTop;
    const cells = [...pane.querySelectorAll('.jp-Cell')];
    const number = node => cells.indexOf(node.closest('.jp-Cell')) + 1;
    const box = node => {
        const found = node.getBoundingClientRect();
        return {cell: number(node), top: found.top - from, height: found.height, width: found.width};
    };
    const areas = [...pane.querySelectorAll('.jp-OutputArea-output')].filter(each => each.offsetParent);
    return {
        pane: pane.getBoundingClientRect().top, height: pane.scrollHeight, shown: pane.clientHeight,
        outputs: areas.map(each => ({...box(each), text: each.innerText.slice(0, 200),
            picture: !!each.querySelector('img, svg'), table: !!each.querySelector('table')})),
        tables: areas.flatMap(area => [...area.querySelectorAll('table')]
            .filter(each => !each.closest('details:not([open])')).map(each => ({...box(each),
            room: area.clientWidth, rows: each.rows.length, wide: Math.max(each.scrollWidth, area.scrollWidth)}))),
        captions: [...pane.querySelectorAll('caption, figcaption')].map(each => ({...box(each),
            size: parseFloat(getComputedStyle(each).fontSize)})),
        pictures: areas.flatMap(area => [...area.querySelectorAll('img')].map(each => ({...box(each),
            natural: each.naturalWidth, head: each.src.slice(0, 4000)}))),
    };
}"""


def read_lab_command(root: Path = ROOT) -> list[str]:
    """The module and the arguments by which run.py starts JupyterLab."""
    spec = importlib.util.spec_from_file_location("run", root / "run.py")
    assert spec and spec.loader
    run = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(run)
    return list(run.LAB)


def isolate(folder: Path, settings: dict[str, Any]) -> dict[str, str]:
    """The environment of a JupyterLab that has nothing of the user's own, its settings and the rest in folder."""
    names = [f"JUPYTER_{kind}_DIR" for kind in ("CONFIG", "DATA", "RUNTIME")]
    names += ["JUPYTERLAB_SETTINGS_DIR", "JUPYTERLAB_WORKSPACES_DIR", "IPYTHONDIR"]
    for name, content in settings.items():
        path = folder / "JUPYTERLAB_SETTINGS_DIR" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content), encoding="utf-8")
    return {**os.environ, **{name: str(folder / name) for name in names}}


@contextmanager
def open_lab(folder: Path, *, root: Path = ROOT, settings: dict[str, Any] | None = None) -> Iterator[str]:
    """Start JupyterLab as run.py does, with nothing of the user's own; folder takes its settings and its log.

    Yields the address, which opens with ?token=token.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", *read_lab_command(root), "--no-browser", "--ip=127.0.0.1", f"--port={port}"]
    command += ["--ServerApp.port_retries=0", "--IdentityProvider.token=token", "--allow-root"]
    environment = isolate(folder, settings or {})
    with (folder / "lab.log").open("wb") as log:
        server = subprocess.Popen(command, cwd=root, env=environment, stdout=log, stderr=log)
        try:
            _wait_for(f"http://127.0.0.1:{port}/api/status?token=token", server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=60)


def _wait_for(address: str, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(240):
        if server.poll() is not None:
            raise RuntimeError("JupyterLab stopped by itself")
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.25)
    raise RuntimeError("JupyterLab did not answer within a minute")


@contextmanager
def open_chromium() -> Iterator[Any]:
    """Start Chromium with an empty folder of its own, so that it asks for nothing but what a page asks for."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # Chromium cannot make its sandbox for root; the pages are those of this machine.
        sandbox = not hasattr(os, "geteuid") or os.geteuid() != 0
        browser = playwright.chromium.launch(executable_path=CHROMIUM, chromium_sandbox=sandbox, args=QUIET)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def open_browser() -> Iterator[Any]:
    """Start Chromium; yields a page of 1280 x 800."""
    with open_chromium() as browser:
        yield browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})


def open_notebook(page: Any, address: str, name: str, *, token: str = "token") -> None:
    """Open a notebook by its path from the root, in a workspace without other tabs, and wait for its kernel."""
    page.goto(f"{address}/lab/tree/{name}?token={token}&reset")
    page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000)
    # The kernel's own sign says idle before there is one.
    page.wait_for_function("/\\| Idle/.test(document.querySelector('#jp-main-statusbar')?.textContent || '')")
    page.wait_for_timeout(1_000)


def measure_notebook(found: dict[str, Any]) -> dict[str, Any]:
    """Turn what stands where on the page into what a reader would say.

    The first finding is the first output that holds a digit or a picture, the first result the first table or picture;
    the screen is the one on which it begins, and the window as it opens is the first.
    """
    below = found["pane"] + found["height"]
    findings = [each for each in found["outputs"] if each["picture"] or any(map(str.isdigit, each["text"]))]
    results = [each for each in found["outputs"] if each["picture"] or each["table"]]
    return {
        "first": (found["pane"] + findings[0]["top"]) / HEIGHT if findings else None,
        "first_cell": findings[0]["cell"] if findings else None,
        "result": (found["pane"] + results[0]["top"]) / HEIGHT if results else None,
        "screens": below / HEIGHT,
        "cut": [each for each in found["tables"] if each["wide"] > each["room"]],
        "tall": [each for each in found["tables"] if each["height"] > HEIGHT],
        "captions": [each["size"] for each in found["captions"]],
        "point": [_measure_point(each) for each in found["pictures"] if each["natural"]],
    }


def _measure_point(picture: dict[str, Any]) -> float:
    """How many pixels of the screen one point of text in a picture takes."""
    head = base64.b64decode(picture["head"].partition("base64,")[2][:2_000])
    place = head.find(b"pHYs")
    per_inch = struct.unpack(">I", head[place + 4 : place + 8])[0] * 0.0254 if place > 0 else 100.0
    return float(picture["width"] / picture["natural"] * per_inch / 72)


def describe(name: str, measured: dict[str, Any]) -> list[str]:
    """Put the measures of one notebook into lines."""

    def put(screens: float | None) -> str:
        return "none" if screens is None else f"screen {int(screens) + 1} (at {screens:.2f})"

    lines = [
        f"{name}: first finding on {put(measured['first'])}, cell {measured['first_cell']}; "
        f"first table or picture on {put(measured['result'])}; {measured['screens']:.1f} screens"
    ]
    lines += [
        f"  cut: table of cell {each['cell']}, {each['wide']} px of {each['room']} px" for each in measured["cut"]
    ]
    lines += [
        f"  tall: table of cell {each['cell']}, {each['rows']} rows, {each['height']:.0f} px"
        for each in measured["tall"]
    ]
    if measured["point"]:
        low, high = min(measured["point"]), max(measured["point"])
        lines.append(f"  pictures: 1 pt is {low:.2f} to {high:.2f} px, so 11 px take {11 / low:.1f} pt")
    if measured["captions"]:
        lines.append(f"  captions (HTML): {min(measured['captions']):.1f} to {max(measured['captions']):.1f} px")
    return lines


def take_pictures(page: Any, folder: Path, stem: str, *, most: int = 1_000) -> None:
    """Write a picture of each of the first screens, the window scrolled by what it shows of the notebook."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob(f"{stem}_*.png"):
        old.unlink()
    found = page.evaluate(POINTS)
    for number in range(min(most, -(-found["height"] // found["shown"]))):
        page.evaluate(
            "top => { [...document.querySelectorAll('.jp-WindowedPanel-outer')].find(each => each.offsetParent)"
            ".scrollTop = top }",
            number * found["shown"],
        )
        page.wait_for_timeout(150)
        page.screenshot(path=folder / f"{stem}_{number + 1:02}.png")


def main(arguments: list[str]) -> None:
    """Measure the notebooks that are named, or all."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help="notebooks, such as 05_years; all if none")
    parser.add_argument("--pictures", type=Path, metavar="FOLDER", help="write a picture of each screen there")
    parser.add_argument("--project", type=Path, default=ROOT, metavar="FOLDER", help="another copy of the project")
    asked = parser.parse_args(arguments)
    root = asked.project.resolve()
    names = asked.names or sorted(path.stem for path in (root / "notebooks").glob("*.ipynb"))
    with (
        tempfile.TemporaryDirectory() as folder,
        open_lab(Path(folder), root=root, settings=WHOLE) as address,
        open_browser() as page,
    ):
        for name in names:
            stem = Path(name).stem
            open_notebook(page, address, f"notebooks/{stem}.ipynb")
            print("\n".join(describe(stem, measure_notebook(page.evaluate(POINTS)))), flush=True)
            if asked.pictures:
                take_pictures(page, asked.pictures, stem)


if __name__ == "__main__":
    main(sys.argv[1:])
