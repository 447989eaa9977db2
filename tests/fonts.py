"""How the letters of the screens are made: the whole fonts, cut to what offices write.

`python -m tests.fonts`, in an environment with `fonttools` and `brotli`, after a change of the fonts or of LETTERS.
"""

from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent.parent / "server" / "static" / "fonts"
WEIGHTS = ("Regular", "SemiBold", "Bold")
WHOLE, CUT = "IBMPlexSansArabic-{}.woff2", "DawrSans-{}.woff2"
#: As the `unicode-range` in theme.css: Latin with the letters of western Europe, Arabic, and what stands between words.
LETTERS = (
    "U+0000-00FF, U+0131, U+0152-0153, U+0178, U+02C6, U+02DC, U+0600-06FF, U+2000-206F, U+20AC, U+2122, U+2190-2193, "
    "U+2212, U+FEFF"
)
#: "Plex" is reserved by the licence (OFL 1.1, 3) for what IBM itself gives out.
NAMES = {1: "Dawr Sans", 3: "Dawr Sans {}", 4: "Dawr Sans {}", 6: "DawrSans-{}"}
_FAMILY_NAMES = (16, 17, 21, 22)


def main() -> None:
    """Cut each weight, with its hints and all forms of its letters."""
    from fontTools import subset

    for weight in WEIGHTS:
        options = subset.Options(flavor="woff2", layout_features=["*"], name_IDs=["*"], notdef_outline=True)
        font = subset.load_font(str(FOLDER / WHOLE.format(weight)), options)
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=subset.parse_unicodes(LETTERS.replace(" ", "")))
        cutter.subset(font)
        _rename(font, weight)
        subset.save_font(font, str(FOLDER / CUT.format(weight)), options)


def _rename(font: Any, weight: str) -> None:
    for record in list(font["name"].names):
        if record.nameID in NAMES:
            record.string = NAMES[record.nameID].format(weight)
        elif record.nameID in _FAMILY_NAMES:
            font["name"].removeNames(nameID=record.nameID)


if __name__ == "__main__":
    main()
