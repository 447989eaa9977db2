"""What the office must reach, measured on a real server with a real disk: `make bench`."""
