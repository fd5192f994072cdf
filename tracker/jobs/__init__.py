"""Collect, extract, digest: the shell around the core."""
