"""Version: of the course, its exercises and all that judges them: the project's own number, without an installation."""

VERSION = "0.2.0.dev0"
WHEEL = f"matrix_gradients-{VERSION}-py3-none-any.whl"  # the file that students install
STAMP = "matrix_gradients_build"  # in a notebook's metadata, who made it: the distribution's name, as nobody else's
