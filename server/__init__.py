"""The office: its rules, its record, its pages, and what wires them together."""

__version__ = "0.1.0"
