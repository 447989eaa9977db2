"""What came out of a loudspeaker: ALSA's own `file` plugin gives every sound that `aplay` plays to a script of ours."""

import shutil
from pathlib import Path

_SCRIPT = """#!/bin/sh
# One sound comes in: kept as it came, but taken only while nobody holds it up.
sound="{folder}/$(date +%s%N)"
: > "$sound.begun"
while [ -e "{folder}/hold" ]; do sleep 0.01; done
cat > "$sound.part"
mv "$sound.part" "$sound.raw"
"""
_CONFIG = """
pcm.nobody {{ type null }}
pcm.room {{ type file slave.pcm nobody file "|exec {script}" format raw }}
pcm.default {{ type plug slave.pcm room }}
"""


class Ear:
    """A sound output named `default` in `folder`. `environment` is what a program needs to play there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        script, config = folder / "ear.sh", folder / "asound.conf"
        script.write_text(_SCRIPT.format(folder=folder))
        script.chmod(0o755)
        config.write_text(_CONFIG.format(script=script))
        self.environment = {"ALSA_CONFIG_PATH": str(config)}

    @property
    def begun(self) -> int:
        """How many sounds have begun."""
        return len(list(self.folder.glob("*.begun")))

    @property
    def heard(self) -> list[bytes]:
        """The samples of every sound that has ended, in order: 16 bits, little-endian."""
        return [path.read_bytes() for path in sorted(self.folder.glob("*.raw"))]

    def hold(self) -> None:
        """Let no sound go on, as a device that hangs."""
        (self.folder / "hold").touch()

    def let_go(self) -> None:
        """Let them go on."""
        (self.folder / "hold").unlink(missing_ok=True)

    def unplug(self) -> None:
        """Let there be no sound output at all."""
        config = Path(self.environment["ALSA_CONFIG_PATH"])
        shutil.move(config, config.with_suffix(".unplugged"))
        config.write_text("")

    def plug_in(self) -> None:
        """Let it be there again."""
        config = Path(self.environment["ALSA_CONFIG_PATH"])
        shutil.move(config.with_suffix(".unplugged"), config)
