"""`python -m kineret_bot`."""

import sys

from kineret_bot.cli import main

sys.exit(main())
