"""What goes back to a unit: the copy to correct, the form migrated, the letters."""
