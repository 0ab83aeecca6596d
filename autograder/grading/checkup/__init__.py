"""Checkup: what `autograder doctor` looks at beside the wall: settings, gradebook, folders, notebooks, packages."""
