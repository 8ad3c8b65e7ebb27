"""Multiverse analysis: declared contrasts under every defensible combination of choices."""
