"""Red packets: money for consumers, clerks and outlets."""
