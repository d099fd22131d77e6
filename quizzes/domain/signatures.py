"""Whether a file of sound or pictures begins as its name says."""

_BEGINNINGS: dict[str, tuple[tuple[int, bytes], ...]] = {
    "m4a": ((4, b"ftyp"),),
    "mp3": ((0, b"ID3"), *((0, bytes([0xFF, second])) for second in (0xFA, 0xFB, 0xF2, 0xF3))),
    "mp4": ((4, b"ftyp"),),
    "ogg": ((0, b"OggS"),),
    "wav": ((0, b"RIFF"),),
    "webm": ((0, b"\x1a\x45\xdf\xa3"),),
}
LONGEST = 12  # so many bytes tell


def begins_as(ending: str, start: bytes) -> bool:
    """True where the first bytes of a file are those of a kind; of kinds not known here, too."""
    known = _BEGINNINGS.get(ending.lower())
    return known is None or any(start[at : at + len(sign)] == sign for at, sign in known)
