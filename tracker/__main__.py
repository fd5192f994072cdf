"""Lets `python -m tracker` do what the console command does."""

import sys

from tracker.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
