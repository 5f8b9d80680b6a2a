"""The look of every picture: colours, typeface, room for labels, the bytes of a figure."""
