"""What makes parts of the documentation; no part of the program."""
