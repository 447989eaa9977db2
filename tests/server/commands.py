"""Commands of the command line, done in this process."""

from pathlib import Path

from click.testing import CliRunner, Result

from server.cli import main


def run(folder: Path, *words: str, typed: str | None = None) -> Result:
    """A command for the office of that folder; nothing but our own errors may leave it."""
    result = CliRunner().invoke(main, [*words, "--data", str(folder)], input=typed, catch_exceptions=False)
    assert "Traceback" not in result.output
    return result


def refused(result: Result) -> str:
    """The one sentence of a command that was refused."""
    assert result.exit_code == 1
    assert result.stdout == ""
    (sentence,) = result.stderr.splitlines()
    return sentence
