"""The optimizer: network in, outcome out. Its door is ``process.solve``; nothing else of it is for others."""
