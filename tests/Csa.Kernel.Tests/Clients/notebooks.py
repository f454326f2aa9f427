"""Whole notebooks: nbclient, jupyter nbconvert --execute, two kernels at once, a client that is killed."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

import nbformat
from jupyter_client.manager import start_new_kernel
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from checks import KERNEL, check, equal, main, run, within


def notebook(*sources):
    """A notebook of code cells as this repository commits them."""
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    book.metadata.kernelspec = {"display_name": "C#/F# (Csa)", "language": "C#/F#", "name": KERNEL}
    return book


def script():
    with tempfile.TemporaryDirectory() as folder:
        nbclient(folder)
        nbconvert(folder)
    two_kernels()
    killed_client()


def nbclient(folder):
    with check("nbclient"):
        book = notebook('Console.WriteLine("a");\nint x = 20 + 1;', "#!fsharp\n#!share --from csharp x\nx * 2", "x",
                        "Environment.CurrentDirectory")
        NotebookClient(book, timeout=60, resources={"metadata": {"path": folder}}).execute()
        equal("a\n", book.cells[0].outputs[0].text)
        equal("42", book.cells[1].outputs[0].data["text/plain"])
        equal([1, 2, 3, 4], [cell.execution_count for cell in book.cells])
        within(os.path.basename(folder), book.cells[3].outputs[0].data["text/plain"])
        nbformat.validate(book)
        broken = notebook("int y = 1;", 'var z = y;\nthrow new Exception("why");', "y")
        try:
            NotebookClient(broken, timeout=60).execute()
            raise AssertionError("want CellExecutionError")
        except CellExecutionError as failure:
            within("why", str(failure))
        equal([], broken.cells[2].outputs)


def nbconvert(folder):
    with check("nbconvert --execute"):
        path = os.path.join(folder, "book.ipynb")
        nbformat.write(notebook("1 + 1", '#!fsharp\nprintfn "čty%s" "ři"'), path)
        subprocess.run([sys.executable, "-m", "nbconvert", "--execute", "--to", "html", path], check=True, capture_output=True, text=True, timeout=120)
        with open(os.path.join(folder, "book.html"), encoding="utf-8") as page:
            html = page.read()
        within("<pre>2</pre>", html)
        within("čtyři", html)


def two_kernels():
    with check("two kernels at once"):
        def count(start):
            manager, client = start_new_kernel(kernel_name=KERNEL)
            try:
                run(client, f"int mine = {start};")
                for _ in range(20):
                    run(client, "mine++;")
                return run(client, "mine").result
            finally:
                client.stop_channels()
                manager.shutdown_kernel()

        with ThreadPoolExecutor(2) as pool:
            equal(["20", "120"], list(pool.map(count, [0, 100])))


def killed_client():
    with check("a killed client takes its kernel along") as notes:
        client = subprocess.Popen(
            [sys.executable, "-c",
             "import time; from jupyter_client.manager import start_new_kernel; "
             f"manager, _ = start_new_kernel(kernel_name='{KERNEL}'); print(manager.provisioner.pid, flush=True); time.sleep(600)"],
            stdout=subprocess.PIPE, text=True)
        kernel = int(client.stdout.readline())
        client.send_signal(signal.SIGKILL)
        client.wait()
        begun = time.perf_counter()
        while running(kernel):
            assert time.perf_counter() - begun < 15, f"process {kernel} is still there"
            time.sleep(0.05)
        notes["gone_after"] = round(time.perf_counter() - begun, 2)


def running(process):
    """Whether a process lives; one that ended and was not yet collected does not."""
    try:
        with open(f"/proc/{process}/stat", encoding="ascii") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


main(script)
