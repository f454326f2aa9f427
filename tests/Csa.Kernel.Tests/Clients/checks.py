"""What the client scripts share: named checks, printed as one JSON object per line, and cells run by a blocking client."""

import contextlib
import json
import signal
import sys
import time
import traceback

KERNEL = "csa-csharp"
PATIENCE = 60

# A shell that starts tests in the background makes them, and so the kernels of these scripts, deaf to SIGINT.
signal.signal(signal.SIGINT, signal.default_int_handler)


@contextlib.contextmanager
def check(name):
    """Runs the block, and reports whether it held; what is put into the dictionary it yields is reported too."""
    begun, notes, error = time.perf_counter(), {}, None
    try:
        yield notes
    except Exception:
        error = traceback.format_exc()
    print(json.dumps({"name": name, "seconds": round(time.perf_counter() - begun, 3), "error": error, **notes}), flush=True)


def equal(wanted, got):
    assert wanted == got, f"want {wanted!r}, got {got!r}"


def within(part, whole):
    assert part in whole, f"want {part!r} in {whole!r}"


class Cell:
    """A cell that ran: its messages by type, its printed text, its reply."""

    def __init__(self, client, code, **options):
        options.setdefault("allow_stdin", False)
        self.messages, self.reply = [], None
        self.id = client.execute(code, **options)

    def collect(self, client):
        """Takes messages until the kernel is idle again."""
        while True:
            message = client.get_iopub_msg(timeout=PATIENCE)
            if message["parent_header"].get("msg_id") != self.id:
                continue
            if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                break
            self.messages.append(message)
        self.reply = answer(client, self.id)
        return self

    def of(self, kind):
        return [message["content"] for message in self.messages if message["msg_type"] == kind]

    @property
    def text(self):
        return "".join(content["text"] for content in self.of("stream"))

    @property
    def result(self):
        return self.of("execute_result")[0]["data"]["text/plain"]


def answer(client, message_id):
    """The content of the reply to one request."""
    while True:
        reply = client.get_shell_msg(timeout=PATIENCE)
        if reply["parent_header"].get("msg_id") == message_id:
            return reply["content"]


def run(client, code, **options):
    """Runs a cell to its end."""
    return Cell(client, code, **options).collect(client)


def until_printed(client, cell):
    """Waits until a running cell has printed something."""
    while client.get_iopub_msg(timeout=PATIENCE)["msg_type"] != "stream":
        pass


def main(script):
    """Ends the process with the script's word; a fault outside every check is one too."""
    with check("script"):
        script()
    sys.exit(0)
