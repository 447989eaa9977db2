"""The demonstration: simulated people, and a throwaway office that they use (docs/demo.md)."""
