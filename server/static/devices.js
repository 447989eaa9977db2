// How a device is, in words that the WORDS of each page that shows it list.

export const STATES = { ready: "Ready", simulated: "Simulated", trouble: "Out of order", off: "None" };

// What there is to say of the printer, by its details.
export const PRINTER = {
  "no-paper": "The printer has no paper.",
  "paper-low": "The paper is running out.",
  "cover-open": "The cover of the printer is open.",
  unreachable: "The printer cannot be reached: is it switched on and connected?",
  "not-allowed": "The office’s computer may not use the printer.",
  mute: "The printer does not say how it is.",
  offline: "The printer has stopped.",
  undrawable: "The printer has stopped.",
  untried: "It has not been used yet.",
};

// Why a kiosk is out of use, by the codes of the office.
export const OUT_OF_USE = { "no-paper": "No paper", cleaning: "Cleaning", "out-of-order": "Out of order", other: "Other reason" };
