"""Backups of a desk: made while it works, encrypted, thinned out, and restored into an empty place.

A backup is a folder, `points` reads and names them; `file_backup` and `postgres_backup` make one, `restore` and
`postgres_restore` bring it back, `retention` deletes what is past its time, `times` says when there was the last one.
"""
