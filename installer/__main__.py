"""Entry of `python3 installer`: settles on a usable Python before anything newer than 3.0 is read.

This file keeps to syntax that every Python can parse, so that a wrong one gets a sentence and no
traceback.
"""

import os
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
# Not the folder itself: its modules would stand before others of the same name.
sys.path[0:1] = [ROOT]


def main():  # type: ignore[no-untyped-def]
    if sys.version_info < (3, 8):
        sys.stderr.write(
            "Vitrine needs Python 3.11, 3.12 or 3.13, and this is Python %d.%d. "
            "Start it with a newer one: python3.11 installer run\n" % sys.version_info[:2]
        )
        return 2
    from installer import pythons

    if not pythons.is_supported(sys.version_info[:2]):
        return pythons.hand_over(ROOT, sys.argv[1:])
    from installer import cli

    return cli.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())  # type: ignore[no-untyped-call]
