"""Studies that take longer than a notebook should, and their tables."""
