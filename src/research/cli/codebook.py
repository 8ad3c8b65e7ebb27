"""Commands on the codebook."""

from research.cli.base import DEFAULT_CORPUS, Corpus, codebook_commands


@codebook_commands.command()
def render(corpus: Corpus = DEFAULT_CORPUS) -> None:
    """Write CODEBOOK.md, the page for people, from codebook.toml."""
    from research.codebook import read_codebook
    from research.rendering import render_codebook
    from research.tables import replace_file

    page = render_codebook(read_codebook(corpus / "codebook.toml"))
    replace_file(corpus / "CODEBOOK.md", page.encode("utf-8"))
    print(corpus / "CODEBOOK.md")
