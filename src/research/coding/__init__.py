"""Write and read coding sheets, measure the agreement of coders, and keep their codes and gold.csv.

The public names are listed in __init__.pyi; each is loaded when it is first used.
Modules, each importing only from those before it: frozen_documents, instructions, reliability, runs.run_comparisons,
agreement, nominal_alpha, sampling, coded_texts, disagreement_strata, sheet_columns, sheet_workbook, tool_exports,
tool_formats, labelled_files, sheet_export, runs.run_records, runs.run_secrets, sheet_import, runs.coder_process,
runs.coder_prompt, runs.coder_answers, runs.kept_answers, runs.run_items, runs.coder_runs, runs.run_files, code_checks,
drift, gold, gold_file, adjudication.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
