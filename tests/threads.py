"""Several at the same moment."""

import threading

from django.db import connection


def at_once(*works) -> list:
    """Runs all of them in threads that start together; the errors they ended with."""
    barrier, errors = threading.Barrier(len(works)), []

    def run(work) -> None:
        try:
            barrier.wait(10)
            work()
        except Exception as error:  # noqa: BLE001 -- whatever it is, the test wants to see it
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return errors
