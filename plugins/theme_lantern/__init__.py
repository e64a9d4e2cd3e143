"""The lantern theme: someone has hung a wish under every lantern of the lane."""
