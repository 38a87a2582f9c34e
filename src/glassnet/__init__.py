"""glassnet: neural networks you can see through."""
