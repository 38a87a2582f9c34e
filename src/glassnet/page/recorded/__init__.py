"""Replay pages: a session is asked at some moments, its answers are packed, and one HTML file holds
them."""
