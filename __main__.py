"""What `./run` starts: naming the checkout to Python makes it the place where imports begin."""

from __future__ import annotations

import sys

from tools.run import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
