"""What may be sent about the staff, and by them about themselves."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from server.api.bodies import Body, Config, Id, Name, Password, example

Role = Literal["clerk", "manager"]
#: What somebody types as the password that they have: whether it is right is all that is asked.
Typed = Annotated[str, Field(min_length=1, max_length=256)]


class NewMember(Body):
    """A member of staff."""

    model_config = Config(openapi_extra=example(name="Salma", role="clerk", password="rather a long sentence"))

    name: Name
    role: Role
    password: Password
    must_change: bool = Field(True, description="they choose another password when they first sign in")


class NewPassword(Body):
    """A new password for a member of staff; all their sessions end, a lock is lifted."""

    model_config = Config(openapi_extra=example(name="Salma", password="another long sentence"))

    name: Name
    password: Password
    must_change: bool = Field(True, description="they choose another password when they next sign in")


class OwnPassword(Body):
    """Another password of one's own."""

    model_config = Config(openapi_extra=example(old="rather a long sentence", password="a sentence of my own"))

    old: Typed = Field(description="the password until now")
    password: Password


class Active(Body):
    """Whether somebody works here."""

    model_config = Config(openapi_extra=example(active=False))

    active: bool


class NewRole(Body):
    """What somebody may do."""

    model_config = Config(openapi_extra=example(role="manager"))

    role: Role


class AtMember(BaseModel):
    """Which member of staff."""

    id: Id = Field(description="the id of a member of staff")
