// The words of the codes that are chosen from a list: why somebody is called out of turn, why a counter or a service
// pauses, why a ticket is made void, how a service ended.

export const REASONS = {
  prank: "A prank",
  duplicate: "Taken twice",
  mistake: "A mistake",
  break: "A break",
  prayer: "Prayer",
  errand: "An errand",
  "system-down": "The system is down",
  unwell: "Is unwell",
  appointment: "Has an appointment",
  "sent-back": "Was sent back from another desk",
  emergency: "An emergency",
  other: "Another reason",
  done: "Settled",
  incomplete: "Something was missing",
  refused: "Was refused",
  referred: "Was sent to another office",
};

// The office's own words, or ours, or the code itself. `teller`: {w, page}; a page carries the office's own ones.
export function reason({ w, page }, code) {
  return page.reason_words[code] ?? (REASONS[code] ? w(REASONS[code]) : code);
}
