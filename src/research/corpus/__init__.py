"""The documents of a corpus folder, their families of near-identical copies, and the adding of new documents.

The public names are listed in __init__.pyi; each is loaded when it is first used.
Modules, each importing only from those before it: declarations, lists, front_matter, document_parts, samples,
documents, search_log, shingles, duplicates, ingest.document_files, ingest.existing, ingest.ingest_options,
ingest.gathered_parts, ingest.ingest_words, ingest.copies, ingest.date_formats, ingest.date_columns, ingest.outlets,
ingest.publication_dates, ingest.page_dates, ingest.table_fields, ingest.table_rows, ingest.sources, ingest.proposals,
ingest.ingest_plan, ingest.ingest_report.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
