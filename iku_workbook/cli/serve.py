"""``iku serve``: the page, for everybody who does not use a terminal."""

from __future__ import annotations

from pathlib import Path

import click

from iku_workbook.cli.command import Verb
from iku_workbook.cli.session import Session, pass_session
from iku_workbook.errors import OperatorError

PORT = 8808


@click.command("serve", cls=Verb)
@click.option("--host", "host", metavar="HOST")
@click.option("--port", "port", metavar="PORT", type=click.IntRange(1, 65535), default=PORT)
@click.option("--no-browser", "no_browser", is_flag=True)
@pass_session
def command(session: Session, host: str | None, port: int, no_browser: bool) -> int:
    """Serve the page, or open the one that runs already."""
    if not session.folder.is_dir():
        raise OperatorError("no-campaign", folder=session.folder)
    return serve(session, host, port, no_browser=no_browser)


def serve(
    session: Session, host: str | None = None, port: int = PORT, *, no_browser: bool = False
) -> int:
    """Serve the page over the campaigns of the session's folder until it is ended; where no host is
    named, for this computer alone, or as somebody has set it on the page.
    """
    try:
        from iku_workbook.web import server
        from iku_workbook.web.app import create_app
    except ImportError as error:
        raise OperatorError("no-web", module=error.name or "starlette") from error
    from iku_workbook.web.desk import Desk
    from iku_workbook.web.passes import fresh_pass

    own = server.Own(own_folder())
    named, host = (host, port) != (None, PORT), own.host if host is None else host
    desk = Desk.at(session.folder, session.language, own.secret(), server.names_of(host))
    address = own.running(desk.home)
    if address is not None:
        session.note(session.say("cli.serve-runs", address=address))
        if named:
            session.note(session.say("cli.serve-runs-elsewhere"))
        _open(session, f"{address}/?pass={fresh_pass(desk.secret)}", no_browser)
        return 0
    listening = server.listener(host, port)
    address = server.address_at(host, listening.getsockname()[1])
    own.note(desk.home, address)

    def ready() -> None:
        session.note(session.say("cli.serve-ready", address=address))
        outside = sorted(desk.hosts - server.LOOPBACK)
        if outside:
            session.note(session.say("cli.serve-outside", names=", ".join(outside)))
        _open(session, f"{address}/?pass={fresh_pass(desk.secret)}", no_browser)

    server.serve(create_app(desk, own), listening, ready)
    return 0


def own_folder() -> Path:
    """Where a user's computer keeps what is the page's own."""
    return Path(click.get_app_dir("iku"))


def _open(session: Session, address: str, no_browser: bool) -> None:
    """Open the browser; where nobody can, or should, the address is there to be typed."""
    import webbrowser

    if no_browser or not webbrowser.open(address):
        session.note(session.say("cli.serve-open", address=address))
