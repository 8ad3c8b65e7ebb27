"""The static site: pages from the notebooks, docs/ and the corpus, built by sphinx without a network."""
