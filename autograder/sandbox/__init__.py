"""The wall: a student's code runs on the far side of it, and only inert data comes back.

`inside` is what runs in there, and imports nothing from outside. `backends` says which walls this machine can build,
`template` starts a warm process behind one, `session` talks with the process of one submission, within `limits`.
"""
