"""Tables and sentences in words, made from the numbers."""
