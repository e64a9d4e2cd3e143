"""Points with the brand."""
