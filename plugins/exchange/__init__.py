"""Exchanges: a bottle for one yuan, at shops that check vouchers."""
