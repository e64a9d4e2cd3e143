"""The demo world: three brands, their shops and campaigns, ready to be scanned."""
