"""What must hold of the data, and what is said when it does not."""
