// Says aloud what a screen says.

// `scene`: what was drawn (screens.js). Until there is a voice for the kiosk, nothing is said.
export function spoken() {}
