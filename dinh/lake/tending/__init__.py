"""The lake from the command line."""
