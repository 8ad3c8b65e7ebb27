"""JupyterLab opens on the notebooks, with the kernel that they ask for."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

TOKEN = "token"


def ask(port: int, path: str) -> Any:
    request = urllib.request.Request(f"http://127.0.0.1:{port}/{path}", headers={"Authorization": f"token {TOKEN}"})
    with urllib.request.urlopen(request, timeout=5) as answer:
        return json.loads(answer.read())


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(240):
        assert server.poll() is None, "JupyterLab stopped by itself"
        try:
            ask(port, "api/status")
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.25)
        else:
            return
    raise AssertionError("JupyterLab did not answer within a minute")


def test_lab_serves_the_notebooks_and_their_kernel(root: Path, tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folders = {f"JUPYTER_{kind}_DIR": str(tmp_path / kind) for kind in ("CONFIG", "DATA", "RUNTIME")}
    lab = {f"JUPYTERLAB_{kind}_DIR": str(tmp_path / kind) for kind in ("SETTINGS", "WORKSPACES")}
    # As run.py lab starts it, but in the environment of the tests, which need not be .venv.
    command = [sys.executable, "-m", "jupyterlab", "notebooks", "--no-browser", f"--port={port}", "--ip=127.0.0.1"]
    command += ["--ServerApp.port_retries=0", f"--IdentityProvider.token={TOKEN}", "--allow-root"]
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen(command, cwd=root, env={**os.environ, **folders, **lab}, stdout=log, stderr=log)
        try:
            wait_for(port, server)
            listed = {entry["name"] for entry in ask(port, "api/contents")["content"]}
            kernels = ask(port, "api/kernelspecs")["kernelspecs"]
            notebook = ask(port, "api/contents/00_start.ipynb")["content"]
        finally:
            server.terminate()
            server.wait(timeout=30)
    assert {path.name for path in (root / "notebooks").glob("*.ipynb")} <= listed
    assert notebook["metadata"]["kernelspec"]["name"] in kernels
