"""One kernel as jupyter_client drives it: cells in both languages, interrupts, completion, much output, restart."""

import os
import signal
import time

from jupyter_client.manager import start_new_kernel

from checks import KERNEL, answer, check, equal, main, run, until_printed, within
from checks import Cell


def script():
    with check("start") as notes:
        begun = time.perf_counter()
        manager, client = start_new_kernel(kernel_name=KERNEL)
        notes["ready"] = round(time.perf_counter() - begun, 2)
        equal("2", run(client, "1 + 1").result)
        notes["first_csharp_cell"] = round(time.perf_counter() - begun, 2)
        equal("2", run(client, "#!fsharp\n1 + 1").result)
        notes["first_fsharp_cell"] = round(time.perf_counter() - begun, 2)
    try:
        languages(client)
        errors(client)
        questions(client)
        much(client)
        interrupts(manager, client)
        restart(manager, client)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def languages(client):
    with check("streams"):
        cell = run(client, 'Console.WriteLine("out"); Console.Error.WriteLine("err");')
        equal({"stdout": "out\n", "stderr": "err\n"}, {content["name"]: content["text"] for content in cell.of("stream")})
        equal("fs 3\n", run(client, '#!fsharp\nprintfn "fs %d" 3').text)
    with check("sharing"):
        run(client, "var shared = new[] { 1, 2, 3 };")
        equal("6", run(client, "#!fsharp\n#!share --from csharp shared\nArray.sum shared").result)
    with check("language by metadata"):
        # As VS Code sends it: the cell's own metadata along with the request.
        content = {"code": "let byMetadata = 41 + 1 in byMetadata", "silent": False, "store_history": True,
                   "user_expressions": {}, "allow_stdin": False, "stop_on_error": True}
        message = client.session.msg("execute_request", content, metadata={"vscode": {"languageId": "fsharp"}})
        client.shell_channel.send(message)
        equal("ok", answer(client, message["header"]["msg_id"])["status"])
    with check("unicode"):
        equal("žluť 😀 漢字\n", run(client, 'Console.WriteLine("žluť 😀 漢字");').text)
        equal("žluť 😀\n", run(client, '#!fsharp\nprintfn "žluť 😀"').text)
        within("💥", run(client, 'throw new Exception("💥");').reply["evalue"])
    with check("user expressions, silent, history"):
        run(client, "var kept = 7;")
        reply = run(client, "var more = kept + 1;", user_expressions={"a": "kept * 6"}).reply
        equal("42", reply["user_expressions"]["a"]["data"]["text/plain"])
        equal([], run(client, 'Console.WriteLine("quiet");', silent=True).messages[1:])
        history = answer(client, client.history(hist_access_type="tail", n=1))["history"]
        equal("var more = kept + 1;", history[0][2])
    with check("displayed values"):
        cell = run(client, 'display("shown");')
        within("shown", cell.of("display_data")[0]["data"]["text/plain"])


def errors(client):
    with check("errors and the state behind them"):
        run(client, "var before = 1;")
        cell = run(client, 'before = 2;\nthrow new InvalidOperationException("no");')
        equal("error", cell.reply["status"])
        within("InvalidOperationException", cell.reply["ename"])
        equal("no", cell.reply["evalue"])
        equal(1, len(cell.of("error")))
        equal("2", run(client, "before").result)
        cell = run(client, "int wrong = nowhere;")
        within("nowhere", cell.reply["evalue"])
        cell = run(client, '#!fsharp\nlet kept = 5\nif kept = 5 then failwith "fs no"')
        equal("fs no", cell.reply["evalue"])
        cell = run(client, "#!fsharp\nlet x : int = \"text\"")
        equal("error", cell.reply["status"])
        equal("6", run(client, "#!fsharp\n5 + 1").result)
    with check("an error stops what waits behind it"):
        failing, waiting = Cell(client, 'throw new Exception("stop");'), Cell(client, 'Console.WriteLine("never");')
        failing.collect(client)
        equal("aborted", waiting.collect(client).reply["status"])
    with check("an exception that no cell can catch"):
        equal("ok", run(client, 'async void Late() { await Task.Delay(300); throw new FormatException("late"); }\nLate();').reply["status"])
        within("late (thrown in cell", run(client, "Thread.Sleep(2000);").reply["evalue"])
        equal("2", run(client, "1 + 1").result)
    with check("console input"):
        cell = Cell(client, 'Console.WriteLine("hello " + Console.ReadLine());', allow_stdin=True)
        equal("input_request", client.get_stdin_msg(timeout=20)["msg_type"])
        client.input("Ada")
        equal("hello Ada\n", cell.collect(client).text)
        within("allow_stdin", run(client, "Console.ReadLine();").reply["evalue"])


def questions(client):
    with check("completion"):
        run(client, 'var word = "😀 text";')
        for code in ("var emoji = \"😀\"; word.Sub", "#!fsharp\nlet emoji = \"😀\" in \"abc\".Sub"):
            reply = answer(client, client.complete(code))
            within("Substring", reply["matches"])
            equal(("Sub", len(code)), (code[reply["cursor_start"]:reply["cursor_end"]], reply["cursor_end"]))
            typed = [item for item in reply["metadata"]["_jupyter_types_experimental"] if item["text"] == "Substring"]
            within("string", typed[0]["signature"])
    with check("inspection"):
        for code in ("Console.WriteLine(1)", "#!fsharp\nSystem.Console.WriteLine(1)"):
            reply = answer(client, client.inspect(code, code.index("WriteLine") + 3))
            assert reply["found"], f"{code}: not found"
            within("WriteLine", reply["data"]["text/plain"])
    with check("is_complete"):
        equal("complete", answer(client, client.is_complete("1 + 1"))["status"])
        equal("incomplete", answer(client, client.is_complete("if (true) {"))["status"])


def much(client):
    with check("200 quick cells"):
        run(client, "int n = 0;")
        cells = [Cell(client, "n++;") for _ in range(200)]
        for cell in cells:
            cell.collect(client)
        equal("200", run(client, "n").result)
    with check("a cell that prints 10 MB"):
        cell = run(client, 'for (int i = 0; i < 100_000; i++) Console.WriteLine(new string(\'x\', 99));')
        equal(10_000_000, len(cell.text))
        assert len(cell.messages) < 2000, f"{len(cell.messages)} messages"


def interrupts(manager, client):
    for language, code in (("C#", 'Console.WriteLine("begun"); while (true) { }'),
                           ("F#", '#!fsharp\nprintfn "begun"\nwhile true do ()')):
        with check(f"interrupt {language}"):
            cell = Cell(client, code)
            until_printed(client, cell)
            manager.interrupt_kernel()
            equal("error", cell.collect(client).reply["status"])
            equal("2", run(client, "before").result)
    with check("an interrupt leaves the cell's own threads alone"):
        cell = Cell(client, "new Thread(() => { while (true) Thread.Sleep(10); }) { IsBackground = true }.Start();\n"
                            'Console.WriteLine("begun"); while (true) { }')
        until_printed(client, cell)
        manager.interrupt_kernel()
        equal("error", cell.collect(client).reply["status"])
        equal("2", run(client, "before").result)
    with check("interrupt by signal"):
        cell = Cell(client, 'Console.WriteLine("begun"); while (true) { }')
        until_printed(client, cell)
        manager.signal_kernel(signal.SIGINT)
        equal("error", cell.collect(client).reply["status"])
        equal("2", run(client, "before").result)
    with check("interrupt a flood"):
        cell = Cell(client, 'while (true) Console.WriteLine("flood");')
        time.sleep(1)
        manager.interrupt_kernel()
        equal("error", cell.collect(client).reply["status"])


def restart(manager, client):
    with check("restart while a cell runs"):
        before = manager.provisioner.pid
        cell = Cell(client, 'Console.WriteLine("begun"); while (true) { }')
        until_printed(client, cell)
        manager.restart_kernel()
        client.wait_for_ready(timeout=60)
        assert manager.provisioner.pid != before and not os.path.exists(f"/proc/{before}"), "the old process is still there"
        equal("error", run(client, "before").reply["status"])
        equal("2", run(client, "1 + 1").result)


main(script)
