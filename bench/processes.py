"""Starts processes of an image of PeerLink for bench/startup, bench/idle and bench/messages, and reads what Linux says of them."""

import fcntl
import os
import pty
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
PATIENCE = 120

# Asked to end, a benchmark ends what it has started.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))


def image(name):
    """Returns the path of an image: this build's, a folder, or that of a commit, which is built in target/against."""
    if name is None:
        subprocess.run([ROOT + "/scripts/image.sh"], check=True)
        return ROOT + "/peerlink.cli/target/peerlink"
    if os.path.exists(name + "/bin/peerlink"):
        return os.path.realpath(name)
    git = ["git", "-C", ROOT]
    commit = subprocess.run(git + ["rev-parse", "--verify", name + "^{commit}"], capture_output=True, text=True)
    if commit.returncode:
        sys.exit("peerlink: neither an image nor a commit: " + name + "\nhint: git log --oneline")
    tree = ROOT + "/target/against/" + commit.stdout.strip()
    built = tree + "/peerlink.cli/target/peerlink"
    if not os.path.exists(built + "/bin/peerlink"):
        if not os.path.exists(tree):
            subprocess.run(git + ["worktree", "add", "--detach", tree, commit.stdout.strip()], check=True)
        subprocess.run([tree + "/scripts/image.sh"], check=True)
    return built


def benchmarks():
    """Builds the benchmarks that are in Java; returns the folder of the JDK."""
    build = ". scripts/tools.sh && find_jdk && find_maven && quiet_maven --projects bench --also-make -DskipTests package && echo $JAVA_HOME"
    built = subprocess.run(["sh", "-c", "root=$PWD; " + build], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    if built.returncode:
        sys.exit(built.returncode)
    return built.stdout.strip()


def machine():
    """Returns a line about the machine, with what else it has to do."""
    return "%d cores, Linux %s, load average %.1f, %s" % (
        os.cpu_count(), os.uname().release, os.getloadavg()[0], time.strftime("%Y-%m-%d")
    )


class Scene:
    """A folder of its own as home, and the processes that run in it; all end with it."""

    def __init__(self, image):
        self.program = image + "/bin/peerlink"
        self.home = tempfile.mkdtemp(prefix="peerlink-bench-")
        # the user's own settings are not measured, and nobody on the network of this machine is to see it
        mine = {name: value for name, value in os.environ.items() if not name.startswith("PEERLINK_") or name == "PEERLINK_JAVA_OPTS"}
        self.environment = dict(mine, HOME=self.home, PEERLINK_LAN="off", TERM="xterm-256color")
        self.started = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in reversed(self.started):
            process.end()
        shutil.rmtree(self.home, ignore_errors=True)

    def run(self, *arguments):
        """Runs a command to its end; returns seconds, seconds of processor time, and the exit code."""
        begin = time.monotonic()
        process = subprocess.Popen(
            [self.program, *arguments], env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        return time.monotonic() - begin, used.ru_utime + used.ru_stime, process.returncode

    def start(self, *arguments, terminal=False):
        return self.launch([self.program, *arguments], terminal)

    def launch(self, command, terminal=False):
        process = Process(self, command, terminal)
        self.started.append(process)
        return process

    def registry(self):
        """Starts a registry on any port; returns it and its address."""
        process = self.start("registry", "--listen", "127.0.0.1:0", "--admin", "off", "--home", self.home + "/registry")
        return process, process.wait_for(r"127\.0\.0\.1:[1-9]\d*")

    def listener(self, name, registry, *options, home=None):
        process = self.start("listen", "--json", *self.peer(name, registry, home), *options)
        process.wait_for(r'"ready"')
        return process

    def chat(self, name, registry):
        return self.start(*self.peer(name, registry), terminal=True)

    def peer(self, name, registry, home=None):
        """Returns the options of a peer on loopback."""
        return ["--home", home or self.home, "--profile", name, "--name", name, "--registry", registry, "--listen", "127.0.0.1:0"]


class Process:
    """A process whose output is read; of 80 columns and 24 rows if it has a terminal."""

    def __init__(self, scene, command, terminal):
        self.output = bytearray()
        self.counted = None
        self.count = 0
        self.more = threading.Condition()
        if terminal:
            self.keyboard, end = pty.openpty()
            fcntl.ioctl(end, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
            files = {"stdin": end, "stdout": end, "stderr": end, "start_new_session": True}
        else:
            self.keyboard, end = os.pipe()
            files = {"stdin": subprocess.DEVNULL, "stdout": end, "stderr": end}
        self.begin = time.monotonic()
        self.process = subprocess.Popen(command, env=scene.environment, cwd=scene.home, **files)
        os.close(end)
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        while True:
            try:
                some = os.read(self.keyboard, 65536)
            except OSError:
                some = b""
            with self.more:
                self.output += some
                if self.counted:
                    self._forget()
                self.more.notify_all()
            if not some:
                return

    def _forget(self):
        """Counts what is searched for, and keeps no more of the output than may be the beginning of another one."""
        end = self.output.rfind(self.counted) + len(self.counted) if self.counted in self.output else 0
        self.count += self.output.count(self.counted)
        del self.output[: max(end, len(self.output) - len(self.counted))]

    def count_from_now(self, text):
        """Keeps no more output, and counts a text in it, from the beginning on, in `count`."""
        with self.more:
            self.counted = text.encode()
            self._forget()

    def wait_for_count(self, count):
        """Waits until the text was there as often; fails if it was more often, or if nothing more comes for long."""
        with self.more:
            while self.count < count and self.process.poll() is None and self.more.wait(PATIENCE):
                pass
            if self.count != count:
                sys.exit("%d times %s instead of %d" % (self.count, self.counted.decode(), count))

    def wait_for(self, pattern):
        """Waits for output that fits; returns it, and notes the seconds since the start in `seconds`."""
        expression = re.compile(pattern.encode())
        end = time.monotonic() + PATIENCE
        with self.more:
            while True:
                found = expression.search(bytes(self.output))
                if found:
                    self.seconds = time.monotonic() - self.begin
                    return found.group(0).decode()
                if time.monotonic() > end or not self.more.wait(end - time.monotonic()):
                    sys.exit("no %s in:\n%s" % (pattern, self.output.decode(errors="replace")))

    def type(self, text):
        os.write(self.keyboard, text.encode())

    def memory(self):
        """Returns the resident memory in MiB: all, and what no other process and no file has."""
        with open("/proc/%d/status" % self.process.pid) as file:
            fields = dict(line.split(":", 1) for line in file)
        return [int(fields[name].split()[0]) / 1024 for name in ("VmRSS", "RssAnon")]

    def switches(self):
        """Returns the context switches of each thread so far."""
        counts = {}
        tasks = "/proc/%d/task/" % self.process.pid
        for task in os.listdir(tasks):
            try:
                with open(tasks + task + "/status") as file:
                    fields = dict(line.split(":", 1) for line in file)
            except (FileNotFoundError, ProcessLookupError):
                continue  # it has ended
            name = fields["Name"].strip() + " " + task
            counts[name] = int(fields["voluntary_ctxt_switches"]) + int(fields["nonvoluntary_ctxt_switches"])
        return counts

    def end(self):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
