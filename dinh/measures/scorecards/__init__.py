"""Scorecards: sets of criteria as dated data, what a unit scores by them, what it says of itself and what the appraiser says."""
