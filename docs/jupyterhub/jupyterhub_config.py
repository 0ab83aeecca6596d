"""JupyterHub's configuration for this course, as docs/jupyterhub.md sets it up, for `jupyterhub --config`.

Every person is an account of the machine: nbgrader tells by a folder's owner who handed it in.
"""

from pathlib import Path

COURSE = "/srv/matrix-gradients"  # the course's folder, the instructor's own: students cannot look into it
SHARED = Path("/srv/nbgrader")  # the exchange, the students' nbgrader_config.py, and the list of the class
INSTRUCTORS = {"instructor"}

c = get_config()

c.JupyterHub.bind_url = "http://127.0.0.1:8000"  # for a web server before it, which has the certificate
c.JupyterHub.cookie_secret_file = "/srv/jupyterhub/cookie_secret"
c.JupyterHub.db_url = "sqlite:////srv/jupyterhub/jupyterhub.sqlite"
c.ConfigurableHTTPProxy.pid_file = "/srv/jupyterhub/proxy.pid"

# Who may log in: the instructors, and the class, an account a line.
c.Authenticator.allowed_users = INSTRUCTORS | set((SHARED / "class.txt").read_text().split())
c.Authenticator.admin_users = INSTRUCTORS

c.Spawner.default_url = "/lab"
c.Spawner.environment = {"JUPYTER_CONFIG_PATH": str(SHARED)}  # where nbgrader finds the students' configuration


def open_in_the_course(spawner):
    """An instructor's JupyterLab opens in the course's folder; nbgrader takes the course's own configuration there."""
    if spawner.user.name in INSTRUCTORS:
        spawner.notebook_dir = COURSE
        spawner.environment = {**spawner.environment, "JUPYTER_CONFIG_PATH": COURSE}


c.Spawner.pre_spawn_hook = open_in_the_course
