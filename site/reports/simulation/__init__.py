"""A made-up organisation that works and learns: planned by pure functions, then written.

`world` and what builds on it (`career`, `diary`, `sittings`, `passes`, `lives`) know no database;
`reading` finds the world, `writing` and `demo` add rows.
"""
