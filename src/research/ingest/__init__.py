"""Html, pdf, docx and txt files and tables -> new documents of the corpus.

A room of several modules; its public names are these. words, places, entries, shelf and rendering stand at the bottom;
then dates and copies; days, outlets and publication; declared and fields; rows, reading, proposing, planning, and
reporting at the top. Nothing here reaches for the network: a source is a file, and an address is only written down.
"""

from research.ingest.entries import Entry, Request
from research.ingest.planning import Plan, plan_documents
from research.ingest.reporting import render_plan, write_plan

__all__ = ["Entry", "Plan", "Request", "plan_documents", "render_plan", "write_plan"]
