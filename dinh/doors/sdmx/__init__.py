"""SDMX 2.1: every measure of the house, as statistical offices read it."""
