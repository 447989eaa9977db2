"""The rules of the line: pure, without Flask, SQL, threads, clocks or randomness."""
