"""The kiosk: where citizens take a ticket, and what their paper says."""
