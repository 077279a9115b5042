"""What every request meets before a view and every response after it; knows no channel."""
