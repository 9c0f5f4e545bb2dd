"""The outbox: what the house says to people, kept until it has gone, and kept after."""
