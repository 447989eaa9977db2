"""The office: its rules, its record, its pages, and what wires them together."""
