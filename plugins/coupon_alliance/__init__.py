"""Two brands share the cost of each other's coupons."""
