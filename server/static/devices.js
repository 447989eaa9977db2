// The states of a device in a word, as the page's WORDS list them.

export const STATES = { ready: "Ready", simulated: "Simulated", trouble: "Out of order", off: "None" };
