"""A sandbox bank: transfers that the payee confirms."""
