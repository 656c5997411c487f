"""The set-up step and ./verify.sh on machines that lack a JDK, Maven or Python, with tools that only pretend."""

import os
import pathlib
import shutil
import subprocess

import pytest

from conftest import ROOT

TOOLS = "bash cat cp dirname env grep head id ln mkdir readlink sed uname".split()
NO_JDK = (
    "Cannot go on without a JDK: install JDK 17 (Debian and Ubuntu: apt-get install openjdk-17-jdk-headless; Fedora: dnf install"
    " java-17-openjdk-devel; macOS: brew install openjdk@17), or set JAVA_HOME to one."
)
INSTALLS = {
    "apt-get": ["install -y -qq --no-install-recommends openjdk-17-jdk-headless", "install -y -qq --no-install-recommends maven"],
    "dnf": ["install -y java-17-openjdk-devel", "install -y maven"],
    "apk": ["add --no-cache openjdk17-jdk", "add --no-cache maven"],
    "zypper": ["--non-interactive install java-17-openjdk-devel", "--non-interactive install maven"],
    "pacman": ["-Sy --noconfirm jdk17-openjdk", "-Sy --noconfirm maven"],
}
# A JDK is one only if it is below the test's folder: those of this machine are not seen.
SCRIPT = """
set -euo pipefail
. "$ROOT/examples/lib/setup.sh"
setup_java_major() { case $1 in "$MACHINE"/*) echo 17 ;; *) echo 0 ;; esac; }
id() { echo "$USER_ID"; }
require_java_and_maven
echo "$JAVA_HOME $MVN"
"""
MANAGER = """#!/bin/bash
echo "$*" >> "$MACHINE/calls"
case "$*" in
  *{refused}*) echo "no such package" >&2; exit 100 ;;
  *17* | *21*) mkdir -p "$MACHINE/jdk/bin"; cp "$MACHINE/maven" "$MACHINE/jdk/bin/javac"; ln -s "$MACHINE/jdk/bin/javac" "$MACHINE/bin/javac" ;;
  *maven*) ln -s "$MACHINE/maven" "$MACHINE/bin/mvn" ;;
esac
"""


MVN = """#!/bin/bash
case "$*" in
  *--version) echo 'Apache Maven 3.9.9 (x)' ;;
  *) echo "$*" >> "$MACHINE/calls" ;;
esac
"""


class Machine:
    """A PATH with little on it."""

    def __init__(self, folder: pathlib.Path):
        self.folder = folder
        (folder / "bin").mkdir()
        for tool in TOOLS:
            (folder / "bin" / tool).symlink_to(shutil.which(tool))
        self.write("maven", "#!/bin/bash\necho 'Apache Maven 3.9.9 (x)'\n")

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text)
        (self.folder / name).chmod(0o755)

    def manager(self, name: str, refused: str = "nothing at all") -> None:
        self.write(f"bin/{name}", MANAGER.format(refused=f'"{refused}"'))

    def run(self, user_id: int = 0) -> subprocess.CompletedProcess:
        environment = {
            "PATH": str(self.folder / "bin"),
            "HOME": str(self.folder / "home"),
            "MACHINE": str(self.folder),
            "ROOT": str(ROOT),
            "USER_ID": str(user_id),
        }
        return subprocess.run(
            ["bash", "-c", SCRIPT], env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60
        )

    def verify(self, **settings: str) -> subprocess.CompletedProcess:
        """Runs ./verify.sh with a JDK and Maven, and without Python."""
        (self.folder / "jdk/bin").mkdir(parents=True)
        self.write("jdk/bin/javac", "#!/bin/bash\n")
        self.write("jdk/bin/java", "#!/bin/bash\necho 'openjdk version \"17.0.1\"' >&2\n")
        self.write("bin/mvn", MVN)
        environment = {"PATH": str(self.folder / "bin"), "JAVA_HOME": str(self.folder / "jdk"), "MACHINE": str(self.folder), **settings}
        return subprocess.run(
            ["bash", ROOT / "verify.sh"], env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60
        )

    def calls(self) -> list:
        path = self.folder / "calls"
        return path.read_text().splitlines() if path.exists() else []


@pytest.fixture
def machine(tmp_path):
    return Machine(pathlib.Path(os.path.realpath(tmp_path)))


@pytest.mark.parametrize("manager", INSTALLS)
def test_installs_a_jdk_and_maven_with_the_package_manager_of_the_system(machine, manager):
    machine.manager(manager)
    done = machine.run()
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [f"{machine.folder}/jdk", f"{machine.folder}/bin/mvn"]
    assert [call for call in machine.calls() if not call.startswith("update")] == INSTALLS[manager]
    assert done.stderr.splitlines() == [
        "No JDK of version 17 or later was found: installing one with the system's package manager.",
        "No Maven of version 3.8 or later was found: installing it with the system's package manager.",
    ]


def test_takes_a_later_jdk_where_there_is_no_17(machine):
    machine.manager("apt-get", refused="openjdk-17-jdk-headless")
    done = machine.run()
    assert done.returncode == 0, done.stderr
    assert "install -y -qq --no-install-recommends openjdk-21-jdk-headless" in machine.calls()


def test_says_how_where_there_is_no_package_manager(machine):
    done = machine.run()
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == NO_JDK


def test_says_how_where_only_root_may_install(machine):
    machine.manager("dnf")
    done = machine.run(user_id=1000)
    assert done.returncode == 1
    assert machine.calls() == []
    assert f"Only root may run: {machine.folder}/bin/dnf install -y java-17-openjdk-devel" in done.stderr.splitlines()
    assert done.stderr.splitlines()[-1] == NO_JDK


@pytest.mark.parametrize("settings", [{}, {"CI": ""}, {"CI": "false"}])
def test_verifies_without_python_and_says_so(machine, settings):
    done = machine.verify(**settings)
    assert done.returncode == 0, done.stderr
    assert machine.calls() == ["-B verify"]
    assert done.stderr.splitlines() == ["python3 was not found: the PySpark and notebook tests did not run."]


@pytest.mark.parametrize("ci", ["true", "1"])
def test_refuses_to_verify_without_python_on_ci_before_anything_runs(machine, ci):
    done = machine.verify(CI=ci)
    assert done.returncode == 1
    assert machine.calls() == []
    assert done.stderr.splitlines() == [
        "Cannot run the PySpark and notebook tests: python3 was not found, and CI is set."
        " Install Python 3.10 or later, or unset CI to go without them."
    ]
