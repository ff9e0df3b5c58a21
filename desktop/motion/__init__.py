"""The Motion workspace: a picture, drags on it, a live preview and the videos made of them."""
