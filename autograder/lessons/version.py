"""Version: of the course, its exercises and all that judges them; the project's own number, told without an installation."""

VERSION = "0.2.0.dev0"
