"""What static/devices.js has to say, as message ids."""

WORDS: tuple[str, ...] = (
    # the states
    "Ready",
    "Simulated",
    "Out of order",
    "None",
    # the printer
    "The printer has no paper.",
    "The paper is running out.",
    "The cover of the printer is open.",
    "The printer cannot be reached: is it switched on and connected?",
    "The office’s computer may not use the printer.",
    "The printer does not say how it is.",
    "The printer has stopped.",
    "It has not been used yet.",
    # why a kiosk is out of use, beside “Out of order”
    "No paper",
    "Cleaning",
    "Other reason",
)
