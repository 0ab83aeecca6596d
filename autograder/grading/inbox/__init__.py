"""Inbox: what students handed in, read so that no link and no name of theirs is believed."""
