using System.Text.Json.Nodes;
using Csa.Book.Documents;
using Xunit;

namespace Csa.Kernel.Tests.Jupyter;

/// <summary>execute_request as the protocol 5.3 describes it.</summary>
public sealed class ExecuteTests : IDisposable
{
    private readonly RunningKernel _kernel = new();

    private WireClient Client => _kernel.Client;

    public void Dispose() => _kernel.Dispose();

    [Fact]
    public void Outputs_come_in_order_under_their_request()
    {
        string id = Client.Execute("print a\nprint b\ncomplain c\ndisplay d\nupdate e\nvalue 42");
        IReadOnlyList<Seen> heard = Client.Heard(id);
        Assert.Equal(["execute_input", "stream", "stream", "display_data", "update_display_data", "execute_result"], heard.Select(seen => seen.Type));
        Assert.Equal(("stdout", "ab"), (heard[1].Text("name"), heard[1].Text("text")));
        Assert.Equal(("stderr", "c"), (heard[2].Text("name"), heard[2].Text("text")));
        Assert.Equal(1, (int)heard[3].Content["data"]!["application/vnd.csa+json"]!["a"]![0]!);
        Assert.Equal("AAAA", (string)heard[3].Content["data"]!["image/png"]!);
        Assert.Equal("d1", (string)heard[4].Content["transient"]!["display_id"]!);
        Assert.Equal("42", (string)heard[5].Content["data"]!["text/plain"]!);
        Assert.Equal(1, (int)heard[5].Content["execution_count"]!);
        JsonObject reply = Client.Reply(id).Content;
        Assert.Equal(("ok", 1), ((string)reply["status"]!, (int)reply["execution_count"]!));
    }

    [Fact]
    public void Silent_cells_say_nothing_and_are_not_counted()
    {
        Assert.Empty(Client.Heard(Client.Execute("print a\nvalue 1", silent: true)));
        Assert.Equal(0, (int)Client.Reply(Client.Execute("print a", storeHistory: false)).Content["execution_count"]!);
        Assert.Equal(1, (int)Client.Reply(Client.Execute("print a")).Content["execution_count"]!);
        string id = Client.Execute("fail hidden", silent: true);
        Assert.Empty(Client.Heard(id));
        Assert.Equal("hidden", Client.Reply(id).Text("evalue"));
    }

    [Fact]
    public void Errors_are_shown_and_replied_and_stop_what_waits_behind()
    {
        string failing = Client.Execute("fail no"), next = Client.Execute("print x"), asked = Client.Send("kernel_info_request");
        Seen error = Client.Heard(failing)[^1];
        Assert.Equal(("error", "no"), (error.Type, error.Text("evalue")));
        Assert.Equal(["no", "at cell 1, line 1"], error.Content["traceback"]!.AsArray().Select(line => (string)line!));
        Assert.Equal("error", Client.Reply(failing).Text("status"));
        Assert.Empty(Client.Heard(next));
        Assert.Equal("aborted", Client.Reply(next).Text("status"));
        Assert.Equal("ok", Client.Reply(asked).Text("status"));
        Assert.Equal("ok", Client.Reply(Client.Execute("print y")).Text("status"));
    }

    [Fact]
    public void Without_stop_on_error_the_rest_runs()
    {
        Client.Execute("fail no", stopOnError: false);
        Assert.Equal("ok", Client.Reply(Client.Execute("print x")).Text("status"));
    }

    [Fact]
    public void User_expressions_are_evaluated_after_a_success()
    {
        string id = Client.Execute("print a", expressions: new() { ["x"] = "value 7", ["y"] = "fail why" });
        JsonNode values = Client.Reply(id).Content["user_expressions"]!;
        Assert.Equal("7", (string)values["x"]!["data"]!["text/plain"]!);
        Assert.Equal(("error", "why"), ((string)values["y"]!["status"]!, (string)values["y"]!["evalue"]!));
        Assert.DoesNotContain(Client.Heard(id), seen => seen.Type is "execute_result" or "error");
    }

    [Fact]
    public void Much_text_comes_whole_in_few_messages()
    {
        IReadOnlyList<Seen> heard = Client.Heard(Client.Execute("lines 100000"));
        string[] texts = [.. heard.Where(seen => seen.Type == "stream").Select(seen => seen.Text("text"))];
        string[] lines = string.Concat(texts).TrimEnd('\n').Split('\n');
        Assert.Equal(100_000, lines.Length);
        Assert.StartsWith("line 99999 ", lines[^1]);
        Assert.InRange(texts.Length, 2, 1000);
    }

    [Fact]
    public void A_thousand_cells_sent_at_once_all_run_in_order()
    {
        string[] ids = [.. Enumerable.Range(0, 1000).Select(i => Client.Execute($"print {i}"))];
        for (int i = 0; i < ids.Length; i++)
        {
            Assert.Equal($"{i}", Assert.Single(Client.Heard(ids[i]), seen => seen.Type == "stream").Text("text"));
            Assert.Equal(i + 1, (int)Client.Reply(ids[i]).Content["execution_count"]!);
        }
    }

    [Fact]
    public void Half_a_character_waits_for_its_other_half()
    {
        IReadOnlyList<Seen> heard = Client.Heard(Client.Execute("print a\nhalf \\ud83d\npause 150\nhalf \\ude00"));
        Assert.Equal(["a", "😀"], heard.Where(seen => seen.Type == "stream").Select(seen => seen.Text("text")));
    }

    [Theory]
    [InlineData("""{"polyglot_notebook":{"kernelName":"fsharp"}}""", CellLanguage.FSharp)]
    [InlineData("""{"dotnet_interactive":{"language":"fsharp"}}""", CellLanguage.FSharp)]
    [InlineData("""{"vscode":{"languageId":"fsharp"}}""", CellLanguage.FSharp)]
    [InlineData("""{"vscode":{"languageId":"csharp"}}""", CellLanguage.CSharp)]
    [InlineData("""{"vscode":3,"cellId":"a"}""", CellLanguage.CSharp)]
    public void A_cells_metadata_chooses_its_language(string metadata, CellLanguage language)
    {
        Client.Reply(Client.Execute("print a", metadata: JsonNode.Parse(metadata)!.AsObject()));
        Assert.Equal(language, _kernel.Engine.Ran[^1].Language);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_interrupt_ends_the_cell_and_not_the_kernel(bool byMessage)
    {
        string id = Client.Execute("print begun\nwait"), queued = Client.Execute("print x");
        while (Client.Next(WireChannelName.Iopub).Type != "stream")
        {
        }

        if (byMessage) Assert.Equal("ok", Client.Reply(Client.Send("interrupt_request", channel: WireChannelName.Control), WireChannelName.Control).Text("status"));
        else _kernel.Interrupt();
        Assert.Equal("Interrupted", Client.Reply(id).Text("ename"));
        Assert.Equal("aborted", Client.Reply(queued).Text("status"));
        _kernel.Interrupt();
        Assert.Equal("ok", Client.Reply(Client.Execute("print y")).Text("status"));
    }

    [Fact]
    public void Reading_asks_the_client_where_it_can_be_asked()
    {
        string id = Client.Execute("ask name?", allowStdin: true);
        Assert.Equal("input_request", Client.Next(WireChannelName.Stdin).Type);
        Client.Send("input_reply", new() { ["value"] = "Ada" }, channel: WireChannelName.Stdin);
        Assert.Equal("name?got Ada", string.Concat(Client.Heard(id).Where(seen => seen.Type == "stream").Select(seen => seen.Text("text"))));

        string refused = Client.Execute("ask name?");
        Assert.Contains("allow_stdin", Client.Reply(refused).Text("evalue"));

        string interrupted = Client.Execute("ask name?", allowStdin: true);
        Client.Next(WireChannelName.Stdin);
        _kernel.Interrupt();
        Assert.Equal("error", Client.Reply(interrupted).Text("status"));
    }

    [Fact]
    public void A_fault_of_the_engine_is_an_error_reply()
    {
        Assert.Equal(("error", "InvalidDataException"), (Client.Reply(Client.Execute("break it")) is var reply ? reply.Text("status") : "", reply.Text("ename")));
        Assert.Contains("InvalidDataException", _kernel.Log);
        Assert.Equal("ok", Client.Reply(Client.Execute("print y")).Text("status"));
    }

    [Fact]
    public void Empty_cells_cost_nothing()
    {
        Assert.Equal((0, "ok"), (Client.Reply(Client.Execute(" \n")) is var reply ? (int)reply.Content["execution_count"]! : -1, reply.Text("status")));
        Assert.Empty(_kernel.Engine.Ran);
    }
}
