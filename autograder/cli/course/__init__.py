"""Course: the commands about lessons: build them, begin one, list their exercises."""
