"""What counts: pure functions, values in, values out."""
