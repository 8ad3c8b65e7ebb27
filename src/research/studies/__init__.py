"""Studies that take longer than a notebook should: run by name, their tables kept with the hashes of what went in.

A study is a module of benchmarks/ with INPUTS, a tuple of patterns of the corpus's files that its tables hang on, SEED,
and run(project), which returns its tables by name; where run takes workers, so many processes may share the work.
MINUTES says about how long that takes. Its code need not be declared: that is its own file and every module that it
imports, and what these import, as far as they are the package's or stand beside it.

In order: declaring (what a study says of itself), inputs (the hashes of what goes in), running (and reading).
"""

from research.studies.declaring import Study, find_studies, get_study
from research.studies.running import list_studies, read_study, run_study

__all__ = ["Study", "find_studies", "get_study", "list_studies", "read_study", "run_study"]
