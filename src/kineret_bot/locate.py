"""Where the content is: an explicit folder, the environment, inside the package, or the checkout."""

from __future__ import annotations

import os
from pathlib import Path

from kineret_bot.errors import ContentNotFound

VARIABLE = "KINERET_BOT_INTENTS"


def intents_folder(explicit: str | os.PathLike[str] | None = None) -> Path:
    """The folder of one language's content.

    Order: `explicit`, the variable KINERET_BOT_INTENTS, the installed package, the checkout that this
    file stands in. A folder that holds `en/` stands for that. Raises ContentNotFound, naming every place looked at.
    """
    chosen = explicit or os.environ.get(VARIABLE)
    package = Path(__file__).resolve().parent
    places = [Path(chosen)] if chosen else [package / "intents"]
    if not chosen and (package.parents[1] / "pyproject.toml").is_file():
        places.append(package.parents[1] / "intents")
    for place in places:
        for folder in (place / "en", place):
            if (folder / "catalog.yaml").is_file():
                return folder
    looked = ", ".join(str(place) for place in places)
    raise ContentNotFound(
        f"no intents in {looked}: expected a folder with catalog.yaml or en/catalog.yaml; set --intents or {VARIABLE}"
    )
