"""`fused=True`: a training step rewritten so that XLA compiles it into one tight loop on a CPU."""
