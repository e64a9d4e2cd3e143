"""The shop on the net, as the brand sees it."""
