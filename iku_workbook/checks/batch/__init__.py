"""What is checked over all returns of a batch at once, field by field."""
