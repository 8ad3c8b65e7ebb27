"""Cleaning of texts as published or scraped, with a map back to the text as given."""
