"""Files and tables to new documents of the corpus."""
