"""The events that a brand declares for itself, in the studio."""
