"""The wall: code that nobody trusts runs on the far side of it, and only inert data comes back.

It imports nothing of the package around it, and could be a distribution of its own: numpy, IPython, psutil and
pyseccomp are all it needs. What is the course's in it is one module, `inside.course`: what a lesson's text imports.

Its public names, by module; whatever else there is may change with any version:

    wall       Wall, thread_wall, close_wall            a kind of wall within limits; opens sessions
    session    Session, Ran, Reply, Ended               one submission: runs its cells, calls its functions
    limits     Limits, MB                               what a submission may use
    backends   choose, offers, Backend, Offer, NoWall, UNSAFE, has_seccomp, SECCOMP_HINT
    doctor     examine                                  tries from inside what no submission may do
    inside     wire.pack, .Unpacker, .Large, .Strange, .BadFrame    values as they cross
               course.SHOWN                             the mime type of numbers to be drawn
               lockdown.die_with_parent, .adopt_orphans    of use to any process that starts others

Below these, `warm` keeps a Python ready behind a wall, `launch` has the command that starts it, `cgroup` has the kernel
bound a submission where it may be asked to, `watch` and `usage` look at what it holds, and `inside` is what runs there
(its README says how).
"""
