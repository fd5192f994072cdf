"""Lets `python -m tracker` do what the console command does."""

import sys

from tracker.cli.main import start

if __name__ == "__main__":
    sys.exit(start())
