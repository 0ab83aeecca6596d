"""The trusted side: what plugs into nbgrader, and what takes a class through it."""

import sys

# With this module jsonschema spends a second on grammars of addresses, a format that no notebook has a field for. Only
# here is it early enough: whatever imports nbformat from this package has come through this file.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
