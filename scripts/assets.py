"""`make assets`: styles and scripts, built into site/static."""

import setup

if __name__ == "__main__":
    setup.environment()
    setup.assets()
