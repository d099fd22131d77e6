"""The map of the regions: equal tiles, placed about where the regions lie."""

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass

# By the region's code in the case system: column and row, from the top left.
POSITIONS = {
    "N51": (1, 0),  # North West
    "N54": (2, 0),  # North East
    "N50": (1, 1),  # Greater Manchester
    "N55": (2, 1),  # Yorkshire and the Humber
    "N03": (0, 2),  # Wales
    "N52": (1, 2),  # West Midlands
    "N53": (2, 2),  # East Midlands
    "N56": (3, 2),  # East of England
    "N58": (0, 3),  # South West
    "N59": (1, 3),  # South Central
    "N07": (2, 3),  # London
    "N57": (3, 3),  # Kent, Surrey and Sussex
}
WIDTH, HEIGHT, GAP = 100, 112, 6
LETTERS_IN_A_LINE, LINE = 10, 17
CLASS_STARTS = (0, 40, 60, 80, 95)


@dataclass(frozen=True)
class Region:
    """What a tile says; `share` is None where it is hidden or where there is nobody."""

    code: str
    name: str
    share: int | None


@dataclass(frozen=True)
class Line:
    """A piece of a tile's name, `y` below the top of the tile."""

    y: int
    text: str


@dataclass(frozen=True)
class Tile:
    x: int
    y: int
    lines: tuple[Line, ...]
    share: int | None
    share_class: int
    meets_target: bool


@dataclass(frozen=True)
class Class:
    """A shade of the map: shares from `least` to `most` percent, both included."""

    number: int
    least: int
    most: int


@dataclass(frozen=True)
class TileMap:
    tiles: tuple[Tile, ...]
    classes: tuple[Class, ...]
    has_blanks: bool
    width: int = 4 * (WIDTH + GAP)
    height: int = 4 * (HEIGHT + GAP)


def tile_map(regions: Iterable[Region], *, target: int) -> TileMap:
    """The map of the regions that have a place on it."""
    tiles = tuple(_tile(region, target) for region in regions if region.code in POSITIONS)
    ends = (*(start - 1 for start in CLASS_STARTS[1:]), 100)
    classes = tuple(
        Class(number, least, most)
        for number, (least, most) in enumerate(zip(CLASS_STARTS, ends, strict=True), start=1)
    )
    return TileMap(tiles, classes, any(tile.share is None for tile in tiles))


def share_class(share: int | None) -> int:
    """From 1, the lowest, to 5; 0 without a share."""
    return 0 if share is None else sum(share >= start for start in CLASS_STARTS)


def _tile(region: Region, target: int) -> Tile:
    column, row = POSITIONS[region.code]
    words = textwrap.wrap(region.name, LETTERS_IN_A_LINE, break_long_words=False)
    return Tile(
        x=column * (WIDTH + GAP) + GAP // 2,
        y=row * (HEIGHT + GAP) + GAP // 2,
        lines=tuple(Line(22 + LINE * n, text) for n, text in enumerate(words[:3])),
        share=region.share,
        share_class=share_class(region.share),
        meets_target=region.share is not None and region.share >= target,
    )
