"""A sender to be killed: runs the jobs of the outbox, as the scheduler does, until it is asked to stop.

Started as `python -m tests.faults.worker` with the settings in the environment.
"""

import signal
import time

from tests.faults.bare_app import create_bare_app
from tracker.mail import jobs

PAUSE = 0.05


def main():
    signal.signal(signal.SIGTERM, lambda *_: jobs.stopping.set())
    app = create_bare_app()
    while not jobs.stopping.is_set():
        for job in jobs.JOBS:
            with app.app_context():
                job.run()
        time.sleep(PAUSE)


if __name__ == "__main__":
    main()
