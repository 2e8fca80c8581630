"""Takes stock, every night, of the support given to the Global Compact for Migration."""
