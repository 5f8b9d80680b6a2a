"""The polite crawler: what keeps it out of traps, what it recognises and leaves alone."""
