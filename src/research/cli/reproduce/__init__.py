"""Run the notebooks and put what they made into place."""
