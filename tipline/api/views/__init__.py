"""What programs may ask for, a module a subject."""
