"""The backgrounds: each paints a picture of a size, apart from any object."""
