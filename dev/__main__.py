"""`python3 dev …`: the module on a real Odoo 19, from a bare machine."""

import argparse
import subprocess
import sys

from common import ROOT, Stop, check_disk, check_python

# Odoo's add-ons whose tests `test --core` plays, the short ones first.
SUITES = ("auth_totp_portal", "portal", "calendar", "mail", "account")


def main():
    """Parse the command line and do it; one sentence and code 1 when it cannot."""
    try:
        check_python()
        arguments = _parse()
        # Whoever frees the disk stops the servers first.
        if arguments.command != "stop":
            check_disk()
        return _do(arguments)
    except Stop as stop:
        sentence = str(stop)
    except OSError as error:
        what = f" ({error.filename})" if error.filename else ""
        sentence = f"This machine refuses: {error.strerror or error}{what}."
    except KeyboardInterrupt:
        return 130
    print(f"\n{sentence}", file=sys.stderr)
    return 1


def _parse():
    parser = argparse.ArgumentParser(prog="python3 dev", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    demo = commands.add_parser("demo", help="an invented landlord, served")
    demo.add_argument("--reset", action="store_true", help="start over")
    demo.add_argument("--check", action="store_true", help="do not serve")
    demo.add_argument("--port", default="8069")
    test = commands.add_parser("test", help="linters and tests")
    test.add_argument("--reset", action="store_true", help="new database")
    test.add_argument("--lint", action="store_true", help="linters only")
    test.add_argument(
        "--screens",
        action="store_true",
        help="every screen and every figure, on the demonstration",
    )
    test.add_argument(
        "--mutants",
        nargs="?",
        const="all",
        metavar="all|rights|KIND[:WORD[:FOLDER,…]]",
        help="tests fail when a right or a guard is taken away; WORD stands in its"
        " name, FOLDERs hold the tests that look",
    )
    test.add_argument(
        "--uninstall", action="store_true", help="accounting as it was, nothing left"
    )
    test.add_argument(
        "--beside", action="store_true", help="OCA's add-ons beside, the hold obeyed"
    )
    test.add_argument(
        "--killed", action="store_true", help="an import killed goes on, nothing twice"
    )
    test.add_argument(
        "--upgrade", action="store_true", help="nothing is lost from 19.0.1.0.0"
    )
    test.add_argument(
        "--core",
        nargs="?",
        const="all",
        choices=("all", *SUITES),
        help="Odoo's own suites say the same with the module as without",
    )
    test.add_argument("pytest", nargs="*", help="after --: arguments of pytest")
    commands.add_parser("shell", help="Odoo's shell on the demonstration")
    commands.add_parser("update", help="update the module on the demonstration")
    commands.add_parser("stop", help="stop what was started")
    commands.add_parser("register", help="tables of the processing register, anew")
    i18n = commands.add_parser("i18n", help="export the .pot, merge fr.po, check")
    i18n.add_argument("--check", action="store_true", help="change nothing")
    bench = commands.add_parser("bench", help="run benchmarks/NAME.py")
    bench.add_argument("name")
    bench.add_argument("options", nargs=argparse.REMAINDER)
    return parser.parse_args()


def _do(arguments):
    # Imported here: an old Python gets its sentence, not a syntax error.
    import beside
    import checks
    import core
    import databases
    import killed
    import python_env
    import register
    import server
    import uninstall
    import upgrade

    import demo
    import i18n

    if arguments.command == "demo":
        demo.demo(arguments.reset, arguments.check, arguments.port)
    elif arguments.command == "update":
        demo.update()
    elif arguments.command == "shell":
        server.Environment().shell(demo.DATABASE)
    elif arguments.command == "stop":
        server.stop()
    elif arguments.command == "test" and arguments.uninstall:
        return uninstall.main(server.Environment())
    elif arguments.command == "test" and arguments.killed:
        return killed.main(server.Environment())
    elif arguments.command == "test" and arguments.beside:
        return beside.main(server.Environment())
    elif arguments.command == "test" and arguments.upgrade:
        return upgrade.main(server.Environment(), arguments.reset)
    elif arguments.command == "test" and arguments.core:
        chosen = SUITES if arguments.core == "all" else (arguments.core,)
        return core.main(server.Environment(), chosen, arguments.pytest)
    elif arguments.command == "test":
        return checks.test(
            arguments.reset,
            arguments.lint,
            arguments.screens,
            arguments.mutants,
            arguments.pytest,
        )
    elif arguments.command == "register":
        environment = server.Environment()
        databases.ensure(environment)
        register.main(environment, databases.TEMPLATE)
    elif arguments.command == "i18n":
        environment = server.Environment()
        databases.ensure(environment)
        return i18n.translate(environment, arguments.check)
    elif arguments.command == "bench":
        script = ROOT / "benchmarks" / f"{arguments.name}.py"
        if not script.exists():
            raise Stop(f"There is no benchmark named {arguments.name}.")
        env = server.Environment()
        return subprocess.run(
            [python_env.PYTHON, script, *arguments.options], env=env.env, check=False
        ).returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
