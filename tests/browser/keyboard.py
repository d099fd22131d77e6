"""A visitor with a keyboard and nothing else."""

import pytest
from playwright.sync_api import Page

MOST_STEPS = 400


class Keyboard:
    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def come_to(self, selector: str, key: str = "Tab") -> None:
        """From wherever the focus is to the first thing on the way that matches."""
        for _ in range(MOST_STEPS):
            if self.is_at(selector):
                return
            self.press(key)
        pytest.fail(f"The keyboard does not come to {selector}.")

    def is_at(self, selector: str) -> bool:
        return self.page.evaluate("selector => document.activeElement.matches(selector)", selector)

    def write(self, selector: str, text: str) -> None:
        self.come_to(selector)
        self.type(text)

    def open(self, selector: str) -> None:
        self.come_to(selector)
        self.press("Enter")
