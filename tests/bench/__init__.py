"""What the notes claim, measured as ratios within one run: python -m tests.bench [NAME …]."""
