"""The manager's pages: now, statistics, settings."""
