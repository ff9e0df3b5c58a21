"""Recordings on disk, read into one type whatever their format."""
