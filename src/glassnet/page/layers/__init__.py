"""A model of any layers on the page: a session that trains it as it was given, its layers as cards
read from a trace, and what each of its numbers is made of."""
