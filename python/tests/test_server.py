"""The server of our own lives as long as the process that started it, however that ends."""

import os
import select
import signal
import subprocess
import sys
import unittest
import urllib.request

import numpy
import vitrine

CHILD = """
import sys, vitrine, numpy
opened = vitrine.open(numpy.arange(3))
print(opened._server._process.pid, opened.url, flush=True)
sys.stdin.read()
"""


class OfOurOwn(unittest.TestCase):
    def child(self) -> tuple[subprocess.Popen[str], int, str]:
        child = subprocess.Popen([sys.executable, "-c", CHILD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.addCleanup(child.stdout.close)
        self.addCleanup(child.wait)
        self.addCleanup(child.kill)
        pid, url = child.stdout.readline().split()
        return child, int(pid), url

    def ends(self, pid: int) -> None:
        """Waits until there is no such process; the system says when."""
        descriptor = os.pidfd_open(pid)
        self.assertTrue(select.select([descriptor], [], [], 30)[0], "the server lives on")
        os.close(descriptor)

    def test_it_ends_with_a_process_that_ends(self) -> None:
        child, pid, url = self.child()
        self.assertEqual(urllib.request.urlopen(url).status, 200)
        child.stdin.close()
        self.assertEqual(child.wait(30), 0)
        self.assertRaises(ProcessLookupError, os.kill, pid, 0)

    def test_it_ends_with_a_process_that_is_killed(self) -> None:
        child, pid, _ = self.child()
        child.send_signal(signal.SIGKILL)
        self.ends(pid)
        child.stdin.close()

    def test_it_is_started_again_where_it_has_ended(self) -> None:
        opened = vitrine.open(numpy.arange(3))
        opened._server.stop()
        with self.assertRaisesRegex(vitrine.VitrineError, "does not answer"):
            opened.rows()
        self.assertEqual(len(vitrine.open(numpy.arange(4))), 4)
        vitrine.close()

    def test_frames_are_let_in_from_notebooks_and_answers_are_read_by_no_other_origin(self) -> None:
        opened = vitrine.open(numpy.arange(3))
        for origin in ("http://localhost:8888", "https://evil.example"):
            request = urllib.request.Request(opened._server.url + "/api/v1/datasets", headers={"Origin": origin})
            self.assertNotIn("Access-Control-Allow-Origin", urllib.request.urlopen(request).headers)
        policy = urllib.request.urlopen(opened.url).headers["Content-Security-Policy"]
        self.assertIn("frame-ancestors 'self' http://localhost:* http://127.0.0.1:*", policy)
        vitrine.close()


if __name__ == "__main__":
    unittest.main()
