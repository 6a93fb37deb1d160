"""The `sendero` command. Which commands there are: app/commands/all.py.

Exit codes: 0 success, 1 failure with one clear line, 2 wrong use.
"""

from __future__ import annotations

import sys

from app.reading import code_is_read


def main() -> None:
    with code_is_read():
        from app.commands.all import app
        from app.commands.running import CommandFailed
        from registry.errors import DomainError
    try:
        app()
    except (CommandFailed, DomainError) as failure:
        print(f"sendero: {failure}", file=sys.stderr)
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
