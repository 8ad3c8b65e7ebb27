"""Text as handed over to the same text as it reads, with a map back."""
