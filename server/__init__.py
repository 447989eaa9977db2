"""The office: its rules, its record, its pages, and what wires them together."""

import zoneinfo

__version__ = "0.1.0"

# Time zones are those of the package tzdata, which comes with the office: an old system has old ones.
zoneinfo.reset_tzpath(to=())
zoneinfo.ZoneInfo.clear_cache()
