"""A local message gateway, spoken to as a real one: signed, verified, once for each number."""
