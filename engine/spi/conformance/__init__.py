"""What each kind of declaration must keep; run over a plugin by `engine.spi.testing`."""
