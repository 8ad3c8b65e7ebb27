"""Hypotheses written before a sample was drawn, and their tests in that sample."""
