"""The declared tables: their columns, checks, readers of tables and texts, writing of files, and word lists.

The public names are listed in __init__.pyi; each is loaded when it is first used.
Modules, each importing only from those before it: cell_values, content_cache, faults, bounds, characters, chunks,
column_types, decoding, formulas, kept_rows, kept_tables, latex_files, notations, objects, pdf_files, shapes,
thresholds, word_files, word_lists, headers, csv_files, html_files, schemas, checks, size_counts, text_files,
word_tables, workbooks, cells, writing, journal.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
