"""What a written report of a plan says, in which order: sections of plain blocks that HTML and PDF set alike."""
