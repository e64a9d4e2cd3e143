"""Coupons of the brand and of its allies."""
