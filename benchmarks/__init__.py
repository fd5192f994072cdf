"""Measurements of what the program promises about time and memory: make bench."""
