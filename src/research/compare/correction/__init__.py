"""Shares corrected for the errors of a coder."""
