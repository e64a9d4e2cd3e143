"""The parts of the checker, one subject a file."""
