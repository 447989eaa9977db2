"""What may be sent about machines: pairing, names, the kiosks' PIN and pauses."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from server.api.bodies import Body, Code, Config, Name, example

#: As it was typed: in groups, in any of the digits that people here have on their keyboards. Who may not have it
#: so is told in a sentence, not by the schema.
Typed = Annotated[str, Field(min_length=1, max_length=64)]


class WantsIn(Body):
    """As what a screen on another machine asks to be let in."""

    role: Literal["kiosk", "display"]


class ShownCode(Body):
    """The code that a screen shows."""

    model_config = Config(openapi_extra=example(code="482 913"))

    code: Typed


class Pair(ShownCode):
    """The code that a screen shows, and what its machine is called from now on."""

    model_config = Config(openapi_extra=example(code="482 913", name="display in the hall"))

    name: Name


class NewName(Body):
    """Another name."""

    model_config = Config(openapi_extra=example(name="kiosk at the door"))

    name: Name


class NewPin(Body):
    """The PIN of the staff corner of all kiosks: 4 to 8 digits."""

    model_config = Config(openapi_extra=example(pin="280691"))

    pin: Typed


class WithPin(Body):
    """The PIN, as it was typed at the kiosk."""

    model_config = Config(openapi_extra=example(pin="280691"))

    pin: Typed


class PauseHere(WithPin):
    """Why this kiosk is out of use."""

    model_config = Config(openapi_extra=example(pin="280691", reason="cleaning"))

    reason: Code = Field(description="one of the office's reasons")


class PauseKiosk(Body):
    """Why a kiosk is out of use; null takes it into use again."""

    model_config = Config(openapi_extra=example(reason="cleaning"))

    reason: Code | None = Field(description="one of the office's reasons, or null")


class AtKiosk(BaseModel):
    """Which kiosk."""

    kiosk: Annotated[str, Field(pattern=r"^kiosk:(0|[1-9][0-9]{0,17})$")] = Field(
        description="`kiosk:0` on this machine, else `kiosk:` and the id of its token"
    )
