"""`python -m tests.mutants [WORD ...]`: all mutants, or those whose name, file or test holds a word."""

import sys

from tests.mutants.run import main

sys.exit(main(sys.argv[1:]))
