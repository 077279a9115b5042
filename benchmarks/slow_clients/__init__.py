"""Whether clients that send one byte a second hold up the others."""
