"""ngành: a wing of small rooms that stand on one step and do not know one another (docs/decisions/0008)."""
