"""What campaigns came to: figures by day, place and version, what they cost and earned, and who is told of them."""
