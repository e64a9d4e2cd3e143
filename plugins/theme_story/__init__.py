"""A scan page that tells a story: the red panda and the harvest moon."""
