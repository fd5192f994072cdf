"""The program around the pipelines: configuration, database, network, commands."""
