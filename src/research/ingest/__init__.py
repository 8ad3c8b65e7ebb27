"""Html, pdf, docx, txt, csv, jsonl and parquet files -> new documents of the corpus.

A room of several modules; its public names are these. words, decoding, dates, places, outlets, entries, shelf and
rendering stand at the bottom; then publication, days and declared (when a document was published), fields, pages and
rows, reading, proposing, copies, planning, and reporting at the top. Nothing here reaches for the network: a source is
a file, and an address is only written down.
"""

from research.ingest.entries import Entry, Request
from research.ingest.planning import Plan, plan_documents, read_pairs
from research.ingest.reporting import render_plan, write_plan

__all__ = ["Entry", "Plan", "Request", "plan_documents", "read_pairs", "render_plan", "write_plan"]
