"""Adding of new documents to the corpus from files and tables."""
