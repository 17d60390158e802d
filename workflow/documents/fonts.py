"""The font that documents are set in: Chinese and Latin, one weight."""

from pathlib import Path
from typing import Final

import noto_cjk_sans_otc

FOLDER: Final = Path(noto_cjk_sans_otc.__file__).parent
FILE: Final = FOLDER / "NotoSansCJK-Regular.ttc"
FAMILY: Final = "Noto Sans CJK SC"
