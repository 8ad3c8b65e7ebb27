"""How JupyterLab reads and saves the notebooks: as the recipe writes them, without the version of Python."""

import sys
from typing import Any

from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager

from research.cli.reproduce.notebook_files import drop_version


class Contents(AsyncLargeFileManager):
    """Notebooks as JupyterLab opens them carry the version of the kernel, saved ones none.

    JupyterLab writes the kernel's version into a notebook that it opens; one that had none, or another, would count as
    changed by that alone.
    """

    async def get(self, path: str, content: bool = True, *arguments: Any, **options: Any) -> Any:
        """Read a file as JupyterLab shows it."""
        model = await super().get(path, content, *arguments, **options)  # type: ignore[no-untyped-call]
        if content and model["type"] == "notebook":
            language = model["content"]["metadata"].get("language_info", {})
            if language.get("name") == "python":
                language["version"] = sys.version.partition(" ")[0]
        return model

    async def save(self, model: dict[str, Any], path: str = "") -> Any:
        """Write what JupyterLab saves."""
        if model.get("type") == "notebook" and model.get("content"):
            drop_version(model["content"])
        return await super().save(model, path)  # type: ignore[no-untyped-call]
