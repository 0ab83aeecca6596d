"""nbgrader's configuration for the students of this course: which it is, and where it is handed out and in."""

c = get_config()

c.CourseDirectory.course_id = "matrix-gradients"
c.Exchange.root = "/srv/nbgrader/exchange"
