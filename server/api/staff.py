"""Who works here, and one's own password."""

from collections.abc import Callable
from functools import partial

from flask import request
from flask_openapi3 import APIBlueprint

from server.access import SESSION_COOKIE, actor, member, needs
from server.api import spec
from server.api.bodies import Nothing
from server.api.requests import Commands, Reply
from server.api.staff_bodies import Active, AtMember, NewMember, NewPassword, NewRole, OwnPassword
from server.office.actors import Role
from server.staff import Staff

_operation = partial(spec.operation, "house")
_changes = partial(_operation, answer="Member", command=True, named=True)


def add(bp: APIBlueprint, commands: Commands, staff: Staff, iso: Callable[[int], str]) -> None:
    """Members of staff, as their managers see and change them. `iso`: a moment (ms) as text."""

    def shown(found: Reply) -> Reply:
        since = found["signed_in_at"]
        return {**found, "signed_in_at": since and iso(since)}

    @bp.get("/staff", **_operation("staff", "All members of staff", "Members"))
    @needs(Role.MANAGER)
    def get_staff() -> Reply:
        return {"staff": [shown(each) for each in staff.members()]}

    @bp.post("/staff", **_operation("addMember", "A new member of staff", "Member", 201, command=True))
    @needs(Role.MANAGER)
    def add_member(body: NewMember) -> tuple[Reply, int]:
        role, must = Role(body.role), body.must_change
        return shown(staff.add(body.name, role, body.password, actor(), commands.once, must_change=must)), 201

    @bp.post("/staff/password", **_changes("setPassword", "A new password; all their sessions end"))
    @needs(Role.MANAGER)
    def set_password(body: NewPassword) -> Reply:
        must = body.must_change
        return shown(staff.set_password(body.name, body.password, actor(), commands.once, must_change=must))

    @bp.post("/staff/<int:id>/active", **_changes("setActive", "Somebody leaves, or comes back"))
    @needs(Role.MANAGER)
    def set_active(path: AtMember, body: Active) -> Reply:
        return shown(staff.set_active(path.id, body.active, actor(), commands.once))

    @bp.post("/staff/<int:id>/role", **_changes("setRole", "What somebody may do"))
    @needs(Role.MANAGER)
    def set_role(path: AtMember, body: NewRole) -> Reply:
        return shown(staff.set_role(path.id, Role(body.role), actor(), commands.once))

    @bp.post("/staff/<int:id>/unlock", **_changes("unlock", "Who failed too often may sign in again"))
    @needs(Role.MANAGER)
    def unlock(path: AtMember, body: Nothing) -> Reply:
        return shown(staff.unlock(path.id, actor(), commands.once))


def add_own(bp: APIBlueprint, commands: Commands, staff: Staff) -> None:
    """What a member of staff changes of their own; also who may do nothing else before it."""

    @bp.post("/my/password", **_operation("changePassword", "Another password of one's own", "Done", command=True))
    def change_password(body: OwnPassword) -> Reply:
        who, secret = member(), request.cookies.get(SESSION_COOKIE, "")

        def once(command: Callable[[object], Reply]) -> Callable[[object], Reply]:
            return commands.once(command, who)

        staff.sign_in.change_password(secret, who, body.old, body.password, request.remote_addr or "", once)
        return {}
