"""What the house's voice needs to say numbers, times and letters: words, pure, for wall and kiosk alike."""
