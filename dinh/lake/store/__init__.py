"""The lake on disk: where the tables are, how they are read and written. No deeds, no pages."""
