"""What a question asks for, counted from the books of days: plainly, or by numpy. It knows no SQL."""
