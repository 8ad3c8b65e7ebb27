"""From a word or a number back to the sentences."""
