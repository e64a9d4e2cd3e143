"""Coupons that make good, set aside from a budget of their own."""
