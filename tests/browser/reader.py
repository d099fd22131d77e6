"""A reader with a keyboard and nothing else, who goes by what a screen reader says."""

import re
from dataclasses import dataclass

from playwright.sync_api import Page, expect

MOST_STOPS = 60

# What shows the focus: a ring around the element, or around the label that is drawn for it.
SEEN = """() => {
    const here = document.activeElement;
    if (here === document.body) return {ring: true, covered: ""};
    const label = here.matches("[type=radio], [type=checkbox]") ? here.labels[0] : null;
    const ring = [getComputedStyle(here), label && getComputedStyle(label, "::before")].some(
        (style) => style && ((style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0)
                             || style.boxShadow !== "none"));
    const box = here.getClientRects()[0];
    const x = (Math.max(box.left, 0) + Math.min(box.right, innerWidth)) / 2;
    const y = (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2;
    const above = document.elementFromPoint(x, y);
    const shown = above && (here.contains(above) || above.contains(here) || label?.contains(above));
    return {ring, covered: shown ? "" : above?.outerHTML.slice(0, 200) ?? "outside the window"};
}"""


@dataclass
class Reader:
    """`reader.to("button", "Continue")` presses Tab until the focus is there, within bounds."""

    page: Page

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.page.wait_for_load_state()

    def tab(self, key: str = "Tab") -> None:
        self.press(key)
        seen = self.page.evaluate(SEEN)
        assert seen["ring"], f"The focus does not show on {self.here()} of {self.page.url}"
        assert not seen["covered"], f"{seen['covered']} lies over {self.here()} of {self.page.url}"

    def here(self) -> str:
        """Role and accessible name of what has the focus: `button "Continue"`."""
        focused = self.page.locator(":focus")
        if not focused.count():
            return "the page"
        return focused.aria_snapshot().partition("\n")[0].removeprefix("- ").rstrip(":").strip("'")

    def is_at(self, role: str, name: str) -> bool:
        return re.match(rf'{role} "?[^"]*{re.escape(name)}', self.here()) is not None

    def to(self, role: str, name: str, *, key: str = "Tab") -> None:
        passed = []
        for _ in range(MOST_STOPS):
            if self.is_at(role, name):
                return
            self.tab(key)
            passed.append(self.here())
        raise AssertionError("\n".join([f'No {role} "{name}" at {self.page.url}:', *passed]))

    def follow(self, role: str, name: str, heading: str) -> None:
        """To a link or a button, Enter, and the page that it leads to."""
        self.to(role, name)
        self.press("Enter")
        expect(self.page.locator("h1")).to_contain_text(heading)

    def type(self, name: str, words: str) -> None:
        self.to("textbox", name)
        self.page.keyboard.type(words)

    def choose(self, name: str) -> None:
        """One of a group of radios: Tab into the group, Space, then the arrows."""
        while not self.here().startswith("radio "):
            self.tab()
        self.press("Space")
        for _ in range(10):
            if self.is_at("radio", name):
                return
            self.tab("ArrowDown")
        raise AssertionError(f"No radio “{name}” at {self.page.url}")
