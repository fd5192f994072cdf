"""The command line: a file for a group of commands; a body parses, calls, prints."""
