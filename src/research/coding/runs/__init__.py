"""Programs that code statements: what they are handed, what they answer, and the record of each run."""
