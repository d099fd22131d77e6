"""What follows from shown figures by adding, subtracting and multiplying them."""

from collections.abc import Sequence
from fractions import Fraction

Row = Sequence[int]


def follows(asked: Row, known: Sequence[Row]) -> bool:
    """Whether a sum is one of what is known, each times some number. Exact."""
    return reduced(reduced_rows(known), asked) is None


def reduced_rows(known: Sequence[Row]) -> dict[int, list[Fraction]]:
    """The same in echelon form: by the column in which each begins."""
    found: dict[int, list[Fraction]] = {}
    for row in known:
        rest = reduced(found, row)
        if rest:
            found[next(at for at, number in enumerate(rest) if number)] = rest
    return found


def reduced(rows: dict[int, list[Fraction]], row: Row) -> list[Fraction] | None:
    """What is left of a row once what the others say is taken out of it; None where nothing is."""
    rest = [Fraction(number) for number in row]
    for at in range(len(rest)):
        if rest[at] and at in rows:
            by = rest[at] / rows[at][at]
            rest = [a - by * b for a, b in zip(rest, rows[at], strict=True)]
    return rest if any(rest) else None
