"""What static/troubles.js has to say beside what devices.js says, as message ids."""

WORDS: tuple[str, ...] = (
    # what to do about the printer, and what became of a paper
    "Put in a new roll and close the cover.",
    "Have a new roll ready.",
    "Close it until it clicks.",
    "Please tell whoever looks after that computer.",
    "Switch it off and on again.",
    "This paper cannot be printed.",
    "The printer was not ready in time.",
    # the voice and the loudspeaker
    "The voice is starting again.",
    "The voice cannot be made on this computer.",
    "The disk is full.",
    "A text could not be spoken.",
    "The voice is out of order.",
    "The loudspeaker is not connected.",
    "This computer cannot play sounds.",
    "The office’s computer may not use the loudspeaker.",
    "Another program is using the loudspeaker.",
    "The loudspeaker is out of order.",
    "Please call the number out loud.",
    # the buttons
    "The button of counter %(n)s is stuck.",
    "See whether something lies on it.",
    "The button of counter %(n)s gives presses that nobody made.",
    "Please have it repaired; use the page meanwhile.",
    "The button of counter %(n)s does not work.",
    # kiosks and services
    "The kiosk",
    "Kiosk %(n)s",
    "%(kiosk)s is out of use.",
    "Please give tickets at the counters.",
    "%(kiosk)s gave as many tickets as it may in a minute.",
    "Please see who stands there.",
    "Interrupted: %(services)s.",
    "No tickets are given until somebody lets it go on.",
    "Something is out of order. Please tell the manager.",
)
