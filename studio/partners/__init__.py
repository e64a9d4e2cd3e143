"""The partners' room: agreements with other brands, what is owed, statements and the lines behind them."""
