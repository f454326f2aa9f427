using System.Text;
using System.Text.Json.Nodes;
using Csa.Data;
using Csa.Kernel.Jupyter;
using NetMQ;
using NetMQ.Sockets;
using Xunit;

namespace Csa.Kernel.Tests.Jupyter;

/// <summary>Everything of the protocol besides execute_request, and what no client should send.</summary>
public sealed class ProtocolTests : IDisposable
{
    private readonly RunningKernel _kernel = new();

    private WireClient Client => _kernel.Client;

    public void Dispose() => _kernel.Dispose();

    [Theory]
    [InlineData(WireChannelName.Shell)]
    [InlineData(WireChannelName.Control)]
    public void The_kernel_says_what_it_is(WireChannelName channel)
    {
        JsonObject info = Client.Reply(Client.Send("kernel_info_request", channel: channel), channel).Content;
        Assert.Equal("5.3", (string)info["protocol_version"]!);
        Assert.Equal(("C#", ".cs", "text/x-csharp"), ((string)info["language_info"]!["name"]!, (string)info["language_info"]!["file_extension"]!, (string)info["language_info"]!["mimetype"]!));
    }

    [Fact]
    public void Cursor_positions_are_code_points()
    {
        // Two emoji are two code points and four UTF-16 units.
        JsonObject reply = Client.Reply(Client.Send("complete_request", new() { ["code"] = "😀😀.Le", ["cursor_pos"] = 5 })).Content;
        Assert.Equal((3, 5), ((int)reply["cursor_start"]!, (int)reply["cursor_end"]!));
        Assert.Equal(["Length", "Trim"], reply["matches"]!.AsArray().Select(match => (string)match!));
        JsonNode first = reply["metadata"]!["_jupyter_types_experimental"]![0]!;
        Assert.Equal(("property", "int"), ((string)first["type"]!, (string)first["signature"]!));

        Assert.Equal("at 4", (string)Client.Reply(Client.Send("inspect_request", new() { ["code"] = "😀😀known", ["cursor_pos"] = 2, ["detail_level"] = 0 })).Content["data"]!["text/plain"]!);
        Assert.False((bool)Client.Reply(Client.Send("inspect_request", new() { ["code"] = "x", ["cursor_pos"] = 99 })).Content["found"]!);
    }

    [Theory]
    [InlineData("a", "complete")]
    [InlineData("a {", "incomplete")]
    [InlineData("a }", "invalid")]
    public void A_console_learns_whether_to_ask_for_more(string code, string status) =>
        Assert.Equal(status, Client.Reply(Client.Send("is_complete_request", new() { ["code"] = code })).Text("status"));

    [Fact]
    public void History_is_tail_range_and_search()
    {
        foreach (string code in new[] { "value 1", "print b", "value 1" }) Client.Reply(Client.Execute(code));
        Assert.Equal("[[0,2,\"print b\"],[0,3,\"value 1\"]]", Asked(new() { ["hist_access_type"] = "tail", ["n"] = 2 }));
        Assert.Equal("[[0,1,[\"value 1\",\"1\"]]]", Asked(new() { ["hist_access_type"] = "range", ["session"] = 0, ["start"] = 1, ["stop"] = 2, ["output"] = true }));
        Assert.Equal("[[0,3,\"value 1\"]]", Asked(new() { ["hist_access_type"] = "search", ["pattern"] = "val*", ["unique"] = true }));
        Assert.Equal("[]", Asked(new() { ["hist_access_type"] = "range", ["session"] = -1 }));

        string Asked(JsonObject content) => Client.Reply(Client.Send("history_request", content)).Content["history"]!.ToJsonString();
    }

    [Fact]
    public void Comms_are_refused_properly()
    {
        Assert.Empty(Client.Reply(Client.Send("comm_info_request")).Content["comms"]!.AsObject());
        Seen closed = Assert.Single(Client.Heard(Client.Send("comm_open", new() { ["comm_id"] = "c1", ["target_name"] = "jupyter.widget", ["data"] = new JsonObject() })));
        Assert.Equal(("comm_close", "c1"), (closed.Type, closed.Text("comm_id")));
        Assert.Empty(Client.Heard(Client.Send("comm_close", new() { ["comm_id"] = "c9", ["data"] = new JsonObject() })));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Shutdown_is_answered_while_a_cell_runs(bool restart)
    {
        Client.Execute("wait");
        Seen reply = Client.Reply(Client.Send("shutdown_request", new() { ["restart"] = restart }, channel: WireChannelName.Control), WireChannelName.Control);
        Assert.Equal(restart, (bool)reply.Content["restart"]!);
        await _kernel.Ended.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void The_heartbeat_echoes()
    {
        using var heart = new RequestSocket($">tcp://127.0.0.1:{_kernel.Place.HeartbeatPort}");
        for (int i = 0; i < 3; i++)
        {
            heart.SendFrame($"beat {i}");
            Assert.True(heart.TryReceiveFrameString(TimeSpan.FromSeconds(10), out string? echo));
            Assert.Equal($"beat {i}", echo);
        }
    }

    [Fact]
    public void What_is_wrongly_signed_or_malformed_is_logged_and_ignored()
    {
        byte[] delimiter = Encoding.ASCII.GetBytes("<IDS|MSG>");
        byte[][] good = [.. new[] { """{"msg_id":"1","msg_type":"execute_request"}""", "{}", "{}", """{"code":"print x"}""" }.Select(Encoding.UTF8.GetBytes)];
        byte[] signature = Client.Sign(good);
        byte[][][] bad =
        [
            [delimiter, Encoding.ASCII.GetBytes(new string('0', 64)), .. good],
            [delimiter, signature[..10], .. good],
            [delimiter, [], .. good],
            [delimiter, signature, good[0], good[1], good[2], "{}"u8.ToArray()],
            [delimiter, signature, good[0]],
            [signature, .. good],
            [[]],
            Signed("no json", "{}", "{}", "{}"),
            Signed("[]", "{}", "{}", "{}"),
            Signed("""{"msg_id":"1"}""", "{}", "{}", "{}"),
            Signed("""{"msg_type":7}""", "{}", "{}", "{}"),
            Signed("""{"msg_id":"1","msg_type":"execute_request"}""", "{}", "{}", "\"text\""),
            Signed("""{"msg_id":"1","msg_type":"execute_request"}""", "{}", "{}", "{\"code\":\"\xff\"}"),
        ];
        foreach (WireChannelName channel in new[] { WireChannelName.Shell, WireChannelName.Control, WireChannelName.Stdin })
        {
            foreach (byte[][] frames in bad) Client.SendFrames(frames, channel);
        }

        Assert.Equal("ok", Client.Reply(Client.Execute("print y")).Text("status"));
        Assert.Equal("ok", Client.Reply(Client.Send("kernel_info_request", channel: WireChannelName.Control), WireChannelName.Control).Text("status"));
        Assert.Equal("print y", Assert.Single(_kernel.Engine.Ran).Source);
        Assert.Contains("signature does not fit", _kernel.Log);

        byte[][] Signed(params string[] parts)
        {
            byte[][] bytes = [.. parts.Select(Encoding.Latin1.GetBytes)];
            return [delimiter, Client.Sign(bytes), .. bytes];
        }
    }

    [Theory]
    [InlineData("execute_request", "{}")]
    [InlineData("execute_request", """{"code":7}""")]
    [InlineData("execute_request", """{"code":"\ud800"}""")]
    [InlineData("complete_request", "{}")]
    [InlineData("history_request", """{"hist_access_type":"all"}""")]
    [InlineData("debug_request", "{}")]
    public void A_request_that_cannot_be_answered_is_refused(string type, string content)
    {
        byte[][] parts = [.. new[] { $$"""{"msg_id":"1","msg_type":"{{type}}"}""", "{}", "{}", content }.Select(Encoding.UTF8.GetBytes)];
        Client.SendFrames([Encoding.ASCII.GetBytes("<IDS|MSG>"), Client.Sign(parts), .. parts]);
        Seen reply = Client.Next(WireChannelName.Shell);
        while (reply.Parent != "1") reply = Client.Next(WireChannelName.Shell);
        Assert.Equal("error", reply.Text("status"));
        Assert.Equal("ok", Client.Reply(Client.Execute("print y")).Text("status"));
    }

    [Fact]
    public void A_client_that_listens_late_misses_nothing_and_later_ones_are_greeted()
    {
        using var kernel = new RunningKernel(listen: false);
        string id = kernel.Client.Execute("print early");
        kernel.Client.Reply(id);
        using var late = new WireClient(kernel.Place);
        Assert.Contains(late.Heard(id), seen => seen.Type == "stream");
        using var later = new WireClient(kernel.Place);
        Assert.Equal("iopub_welcome", later.Next(WireChannelName.Iopub).Type);
    }

    [Fact]
    public void Taken_ports_are_one_clear_line() =>
        Assert.Contains("ports", Assert.Throws<BadInputException>(() => new JupyterKernel(_kernel.Place, () => new FakeEngine(), TextWriter.Null)).Message);
}
