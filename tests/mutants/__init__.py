"""The proof that tests see what they claim to see: see `run`."""
