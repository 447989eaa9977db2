"""The voice: real, simulated and absent; killed, hung, without an engine, without a disk."""

import errno
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from hardware import sound
from hardware.engine import ProcessEngine, ToneEngine
from hardware.errors import DiskFull, EngineStuck, Unspeakable
from hardware.loudness import lufs, true_peak_db
from hardware.parts import HASH, Parts
from hardware.settings import VoiceSettings
from hardware.speaker import answer
from hardware.state import DeviceState
from hardware.voice import Voice

ROOT = Path(__file__).resolve().parents[2]
#: Only a test that fails takes so long.
PATIENCE_S = 60.0
#: So long an engine may take for one answer.
ANSWERS_WITHIN_S = 20.0
SENTENCES = {
    "ar": "الرقم بي، 45،",
    "fr": "Le numéro B, 45,",
    "en": "Ticket B, 45,",
}


def until(condition: Callable[[], object]) -> None:
    """Wait for another process; the tests' logic never depends on how long it takes."""
    deadline_s = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline_s, "it never came true"
        time.sleep(0.01)


def made(voice: Voice, language: str, text: str) -> Path:
    """The part's file, prepared and waited for."""
    voice.prepare(language, text)
    path = voice.wav(voice.part(language, text), PATIENCE_S)
    assert path is not None, voice.state
    return path


class Stoppable(ProcessEngine):
    """Waits for an answer however busy the machine is, but not for one of the process that was stopped."""

    stopped: int | None = None

    def stop_short(self) -> int:
        """Let its process hang; its id."""
        pid = self.pid
        assert pid is not None
        os.kill(pid, signal.SIGSTOP)
        self.stopped = pid
        return pid

    def _ask(self, job: dict[str, Any], timeout_s: float) -> None:
        super()._ask(job, 0.2 if self.pid == self.stopped else timeout_s)


def engine(**more: Any) -> Stoppable:
    return Stoppable(130, timeout_s=ANSWERS_WITHIN_S, start_s=PATIENCE_S, **more)


def real(folder: Path | None) -> Voice:
    return Voice(VoiceSettings(driver="espeak", folder=folder), engine=engine(), check_every_s=0.2)


@pytest.fixture(params=["espeak", "simulated"])
def voice(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Voice]:
    """Both kinds keep the same promises."""
    each = Voice(VoiceSettings(driver=request.param, folder=tmp_path / "voice"))
    each.start()
    yield each
    each.stop()


@pytest.fixture
def spoken(tmp_path: Path) -> Iterator[Voice]:
    each = real(tmp_path / "voice")
    each.start()
    yield each
    each.stop()


class FakeEngine:
    """Renders at once; texts in `faults` raise their error as often as it says."""

    def __init__(self) -> None:
        self.faults: dict[str, list[Exception]] = {}
        self.rendered: list[str] = []
        self.may_render = threading.Event()
        self.may_render.set()

    def start(self) -> None: ...

    def render(self, language: str, text: str, path: Path) -> None:
        self.may_render.wait(PATIENCE_S)
        if faults := self.faults.get(text):
            raise faults.pop()
        sound.write(path, sound.tone(0.05, 440))
        self.rendered.append(text)

    def join(self, pieces: Sequence[str | float], path: Path) -> None:
        raise AssertionError("there are no recordings")

    def interrupt(self) -> None:
        self.may_render.set()

    def stop(self) -> None: ...


@pytest.fixture
def fake() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
def faked(fake: FakeEngine, tmp_path: Path) -> Iterator[Voice]:
    each = Voice(VoiceSettings(driver="simulated", folder=tmp_path), engine=fake, files_limit=8, pending_limit=4)
    each.start()
    yield each
    each.stop()


def test_making_a_voice_starts_nothing_and_touches_nothing(tmp_path):
    before = set(threading.enumerate())
    voice = Voice(VoiceSettings(driver="espeak", folder=tmp_path / "voice"))
    voice.prepare("en", "to counter 3")
    assert set(threading.enumerate()) <= before  # those of an earlier test may end meanwhile
    assert not (tmp_path / "voice").exists()
    assert "pyttsx3" not in sys.modules
    assert voice.state == DeviceState("off")


def test_what_is_prepared_becomes_a_file_that_is_heard(voice):
    for language, text in SENTENCES.items():
        path = made(voice, language, text)
        samples = sound.read(path)
        assert path == voice.path(language, text)
        assert 0.3 < len(samples) / sound.RATE_HZ < 5
        assert lufs(samples) == pytest.approx(-16, abs=1.5)
        assert true_peak_db(samples) <= -1
    until(lambda: voice.state.state in ("ready", "simulated"))


def test_a_part_is_named_by_what_is_heard(voice):
    names = {voice.part(language, text) for language, text in SENTENCES.items()}
    assert len(names) == 3
    assert all(HASH.fullmatch(name) for name in names)
    assert voice.part("en", "to counter 3") == voice.part("en", "to counter 3")


def test_another_rate_or_driver_is_another_part():
    settings = [("espeak", 130), ("espeak", 150), ("simulated", 130)]
    assert len({Voice(VoiceSettings(driver=d, rate=r)).part("en", "to counter 3") for d, r in settings}) == 3


def test_parts_outlive_the_voice_that_made_them(tmp_path):
    for _ in range(2):
        voice = Voice(VoiceSettings(driver="simulated", folder=tmp_path))
        voice.start()
        path = made(voice, "en", "to counter 3")
        voice.stop()
    assert path.parent == tmp_path
    assert Voice(VoiceSettings(driver="simulated", folder=tmp_path)).path("en", "to counter 3") == path


def test_a_voice_without_a_folder_leaves_nothing_behind():
    voice = Voice(VoiceSettings(driver="simulated"))
    voice.start()
    path = made(voice, "en", "to counter 3")
    voice.stop()
    assert not path.exists() and not path.parent.exists()


def test_a_stopped_voice_can_be_started_again(voice):
    voice.stop()
    assert voice.state == DeviceState("off")
    voice.prepare("en", "to counter 4")
    voice.start()
    assert voice.wav(voice.part("en", "to counter 4"), PATIENCE_S)


def test_no_voice_is_off_and_answers_at_once():
    voice = Voice(VoiceSettings(driver="none"))
    voice.start()
    voice.prepare("en", "to counter 3")
    assert voice.state == DeviceState("off")
    assert voice.speaks == frozenset()
    assert voice.wav(voice.part("en", "to counter 3"), PATIENCE_S) is None
    voice.stop()


@pytest.mark.parametrize("name", ["", "0" * 31, "0" * 33, "../../office", "A" * 32, "0" * 32 + "\n"])
def test_only_the_hash_of_a_part_names_a_file(voice, name):
    assert voice.wav(name, PATIENCE_S) is None


def test_whoever_was_given_a_name_can_have_the_part_prepared_or_not(voice):
    assert voice.wav(voice.part("en", "to counter 5"), PATIENCE_S)


def test_a_hash_that_was_given_to_nobody_is_not_waited_for(voice):
    assert voice.wav("0" * 32, PATIENCE_S) is None


@pytest.mark.parametrize("text", ["", " ،, ", "x" * 501, "ticket \ud800"])
def test_what_cannot_be_said_is_not_tried(voice, text):
    voice.prepare("en", text)
    assert voice.waiting == 0
    assert voice.wav(voice.part("en", text), PATIENCE_S) is None


def test_a_language_without_a_voice_is_not_tried(voice):
    voice.prepare("zgh", "azul")
    assert voice.waiting == 0


class StuckEngine(ToneEngine):
    """Says nothing until it is interrupted."""

    def __init__(self) -> None:
        self.over = threading.Event()

    def render(self, language: str, text: str, path: Path) -> None:
        self.over.wait(PATIENCE_S)
        raise EngineStuck("it was interrupted")

    def interrupt(self) -> None:
        self.over.set()


def test_of_a_crowd_that_asks_a_stuck_voice_only_a_few_wait(tmp_path):
    voice = Voice(VoiceSettings("simulated", folder=tmp_path), engine=StuckEngine())
    voice.start()
    name = voice.part("en", "to counter 3")
    crowd = [threading.Thread(target=voice.wav, args=(name, PATIENCE_S)) for _ in range(40)]
    for each in crowd:
        each.start()
    until(lambda: sum(each.is_alive() for each in crowd) == 16)
    began_s = time.monotonic()
    assert voice.wav(name, PATIENCE_S) is None
    assert time.monotonic() - began_s < PATIENCE_S / 2
    voice.stop()
    for each in crowd:
        each.join(PATIENCE_S)
    assert not any(each.is_alive() for each in crowd)
    assert voice._waiters == 0


def test_a_killed_engine_is_replaced_and_the_work_goes_on(spoken):
    made(spoken, "en", "to counter 1")
    first = spoken.engine.pid
    for number in range(2, 12):
        spoken.prepare("en", f"to counter {number}")
    os.kill(first, signal.SIGKILL)
    for number in range(2, 12):
        made(spoken, "en", f"to counter {number}")
    assert spoken.engine.pid != first
    until(lambda: spoken.state == DeviceState("ready"))


def test_an_idle_engine_that_was_killed_is_noticed_and_replaced(spoken):
    made(spoken, "en", "to counter 1")
    first = spoken.engine.pid
    os.kill(first, signal.SIGKILL)
    until(lambda: spoken.engine.pid not in (first, None) and spoken.state == DeviceState("ready"))


def test_an_idle_engine_that_hangs_is_noticed_and_replaced(tmp_path):
    voice = real(tmp_path)
    voice.start()
    made(voice, "en", "to counter 1")
    first = voice.engine.stop_short()
    until(lambda: voice.engine.pid not in (first, None) and voice.state == DeviceState("ready"))
    voice.stop()


def test_a_hung_engine_is_killed_and_replaced(tmp_path):
    voice = real(tmp_path)
    voice.start()
    made(voice, "en", "to counter 1")
    first = voice.engine.stop_short()
    made(voice, "fr", "au guichet 2")
    assert voice.engine.pid != first
    until(lambda: voice.state == DeviceState("ready"))
    voice.stop()


def test_without_an_engine_the_voice_says_so_and_callers_go_on(tmp_path):
    settings = VoiceSettings(driver="espeak", folder=tmp_path)
    # A Python without its packages is a machine on which the engine was never installed.
    bare = (sys.executable, "-S", "-m", "hardware.speaker")
    voice = Voice(settings, engine=engine(command=bare))
    voice.start()
    voice.prepare("en", "to counter 3")
    until(lambda: voice.state == DeviceState("trouble", "no-engine"))
    assert voice.path("en", "to counter 3") is None
    voice.stop()


def test_an_engine_that_is_installed_after_all_is_found(tmp_path):
    voice = real(tmp_path)
    usual, voice.engine.command = voice.engine.command, ("/nowhere/python",)
    voice.start()
    until(lambda: voice.state == DeviceState("trouble", "no-engine"))
    voice.engine.command = usual
    until(lambda: voice.state == DeviceState("ready"))
    assert made(voice, "en", "to counter 3")
    voice.stop()


def test_an_engine_that_cannot_be_started_is_no_engine(tmp_path):
    voice = Voice(VoiceSettings(driver="espeak", folder=tmp_path), engine=engine(command=("/nowhere/python",)))
    voice.start()
    until(lambda: voice.state == DeviceState("trouble", "no-engine"))
    voice.stop()


def test_an_engine_that_talks_nonsense_is_restarted(tmp_path):
    nonsense = (sys.executable, "-c", "print('hello', flush=True); input()")
    voice = Voice(VoiceSettings(driver="espeak", folder=tmp_path), engine=engine(command=nonsense))
    voice.start()
    until(lambda: voice.state == DeviceState("trouble", "restarting"))
    voice.stop()


#: eSpeak NG at its slowest: it works at each setting until it is waited for, and tells in its answer who stops it.
#: Asked without a second argument it tells the rate that is usual.
SLOW = """
from hardware import speaker
speaker._load_engine()
from pyttsx3.drivers import _espeak
at_work = []
set_parameter, synchronize = _espeak.SetParameter, _espeak.Synchronize
_espeak.SetParameter = lambda *each: at_work.append(1) or set_parameter(*each)
_espeak.Synchronize = lambda: at_work.clear() or synchronize()
_espeak.IsPlaying = lambda: len(at_work)
_espeak.GetParameter = lambda each: _espeak.dll.espeak_GetParameter(each, 0)
def cancel():
    raise SystemExit("stopped at work")
_espeak.Cancel = cancel
speaker.main()
"""


def test_an_engine_that_takes_its_time_is_not_stopped_at_its_work(tmp_path):
    slow = engine(command=(sys.executable, "-c", SLOW))
    try:
        for language, text in SENTENCES.items():
            slow.render(language, text, tmp_path / "part")
            assert sound.is_whole(tmp_path / "part")
        with pytest.raises(Unspeakable, match="nobody speaks so"):
            slow.render("xx", "nobody speaks so", tmp_path / "part")
    finally:
        slow.stop()


@pytest.mark.parametrize("driver", ["espeak", "simulated"])
def test_a_disk_that_takes_nothing_is_trouble_until_it_does_again(tmp_path, driver):
    folder = tmp_path / "voice"
    # Where the folder should be stands a file: nothing can be written, not even by root.
    folder.write_text("")
    voice = Voice(VoiceSettings(driver=driver, folder=folder))
    voice.start()
    voice.prepare("en", "to counter 3")
    until(lambda: voice.state == DeviceState("trouble", "disk-full"))
    assert voice.wav(voice.part("en", "to counter 3"), 0.05) is None
    folder.unlink()
    assert voice.wav(voice.part("en", "to counter 3"), PATIENCE_S)
    until(lambda: voice.state.state != "trouble")
    voice.stop()


def test_a_disk_that_works_again_is_noticed_without_anything_to_say(tmp_path):
    folder = tmp_path / "voice"
    folder.write_text("")
    voice = Voice(VoiceSettings(driver="simulated", folder=folder), check_every_s=0.05)
    voice.start()
    until(lambda: voice.state == DeviceState("trouble", "disk-full"))
    folder.unlink()
    until(lambda: voice.state == DeviceState("simulated"))
    voice.stop()


def test_a_folder_that_may_only_be_read_gives_what_is_in_it_and_health_says_so(faked, monkeypatch):
    kept = made(faked, "en", "to counter 1")
    faked.stop()

    def forbidden(parts: Parts, name: str) -> Path:
        raise PermissionError(errno.EROFS, "Read-only file system")

    with monkeypatch.context() as patch:
        patch.setattr(Parts, "unfinished", forbidden)
        faked.start()
        until(lambda: faked.state == DeviceState("trouble", "disk-full"))
        assert faked.wav(faked.part("en", "to counter 1"), PATIENCE_S) == kept
        assert faked.wav(faked.part("en", "to counter 2"), 0.05) is None
    assert faked.wav(faked.part("en", "to counter 2"), PATIENCE_S)
    until(lambda: faked.state == DeviceState("simulated"))


def test_a_disk_that_fills_up_at_work_is_tried_until_there_is_room(faked, fake):
    fake.faults["to counter 1"] = [DiskFull("no space left")] * 1000
    faked.prepare("en", "to counter 1")
    until(lambda: faked.state == DeviceState("trouble", "disk-full") and len(fake.faults["to counter 1"]) < 998)
    fake.faults["to counter 1"] = []
    assert faked.wav(faked.part("en", "to counter 1"), PATIENCE_S)
    until(lambda: faked.state == DeviceState("simulated"))


def test_a_full_disk_is_told_by_the_engines_process():
    job = {"language": "en", "text": "to counter 3", "rate": 130, "path": "/dev/full"}
    assert answer(lambda *_: sound.tone(1.0, 440), job)["problem"] == DiskFull.problem


def test_speech_that_is_far_too_long_or_too_short_is_refused(tmp_path):
    def speak(language: str, text: str, rate: int):
        raise Unspeakable("too long")

    job = {"language": "en", "text": "to counter 3", "rate": 130, "path": str(tmp_path / "x")}
    assert answer(speak, job) == {"problem": "unspeakable", "detail": "too long"}
    assert not (tmp_path / "x").exists()


def test_the_engine_dies_with_a_server_that_was_killed(tmp_path):
    program = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from hardware.settings import VoiceSettings\n"
        "from hardware.voice import Voice\n"
        "voice = Voice(VoiceSettings(driver='espeak', folder=Path(sys.argv[1])))\n"
        "voice.start()\n"
        "voice.prepare('en', 'to counter 3')\n"
        "assert voice.wav(voice.part('en', 'to counter 3'), 60)\n"
        "print(voice.engine.pid, flush=True)\n"
        "time.sleep(600)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as server:
        engine = int(server.stdout.readline())
        assert Path(f"/proc/{engine}").exists()
        server.kill()
    until(lambda: not _runs(engine))


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@pytest.mark.parametrize("left", [0, 44, 100, -1])
def test_a_file_that_a_power_cut_left_short_is_made_again(faked, left):
    path = made(faked, "en", "to counter 3")
    path.write_bytes(path.read_bytes()[:left])
    assert faked.path("en", "to counter 3") is None
    assert sound.is_whole(made(faked, "en", "to counter 3"))


def test_a_file_that_a_power_cut_filled_with_nothing_is_made_again(voice):
    path = made(voice, "en", "to counter 3")
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + bytes(len(whole) - 4096))
    assert voice.path("en", "to counter 3") is None
    assert sound.is_whole(made(voice, "en", "to counter 3"))


def test_prepare_never_waits_and_what_finds_no_room_is_made_when_asked_for(faked, fake):
    fake.may_render.clear()
    for number in range(50):
        faked.prepare("en", f"to counter {number}")
    assert faked.waiting == 4
    fake.may_render.set()
    assert faked.wav(faked.part("en", "to counter 49"), PATIENCE_S)


def test_the_part_that_somebody_waits_for_is_made_next(faked, fake):
    fake.may_render.clear()
    for number in range(4):
        faked.prepare("en", f"to counter {number}")
    faked.wav(faked.part("en", "to counter 3"), 0.01)
    fake.may_render.set()
    until(lambda: faked.waiting == 0)
    assert fake.rendered.index("to counter 3") <= 1


def test_the_oldest_files_make_room(faked, tmp_path):
    for number in range(64):
        made(faked, "en", f"to counter {number}")
    until(lambda: len(list(tmp_path.glob("*.wav"))) <= 8)
    assert faked.path("en", "to counter 63")
    assert faked.path("en", "to counter 0") is None


def test_what_is_still_asked_for_is_not_among_the_oldest(faked):
    kept = faked.part("en", "to counter 0")
    for number in range(64):
        made(faked, "en", f"to counter {number}")
        assert faked.wav(kept, PATIENCE_S)
    until(lambda: faked.path("en", "to counter 9") is None)
    assert faked.path("en", "to counter 0")


def test_what_a_power_cut_left_unfinished_is_cleared_away(tmp_path):
    left = tmp_path / "0123.part"
    left.write_bytes(b"RIFF")
    voice = Voice(VoiceSettings(driver="simulated", folder=tmp_path))
    voice.start()
    until(lambda: not left.exists())
    voice.stop()


def test_a_text_that_the_engine_cannot_say_does_not_hold_up_the_others(faked, fake):
    fake.faults["bad"] = [Unspeakable("bad"), Unspeakable("bad"), EngineStuck("bad"), Unspeakable("bad")]
    faked.prepare("en", "bad")
    made(faked, "en", "good")
    until(lambda: faked.waiting == 0)
    assert fake.rendered == ["good"]
    made(faked, "en", "better")
    until(lambda: faked.state == DeviceState("simulated"))
