"""A bank for demonstration: a process of its own that behaves like one. It knows of us only what a bank knows: accounts,
keys and the address to tell."""
