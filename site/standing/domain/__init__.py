"""Who is up to date, where, on any day: pure functions, values in, values out."""
