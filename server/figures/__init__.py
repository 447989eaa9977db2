"""The statistics: the books of days, who answers from them, and what is handed on (docs/statistics.md)."""
