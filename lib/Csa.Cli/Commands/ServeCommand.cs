using System.CommandLine;
using Csa.Experiments.Choosing;
using Csa.Serve;
using Csa.Systems;

namespace Csa.Cli.Commands;

/// <summary><c>csa serve</c>: a page to brush a hole, fill it, and look where its content comes from.</summary>
internal static class ServeCommand
{
    public const string Name = "serve", Summary = "Serve a page to brush holes, fill them and look where their content comes from.";

    public static Command Create()
    {
        var host = new Option<string>("--host") { Description = "An address of this machine; any but 127.0.0.1 lets others in, without a password", DefaultValueFactory = _ => new ServeOptions().Host };
        var port = new Option<int>("--port") { Description = "0 for any that is free" };
        Option<DeviceChoice> device = SharedOptions.Device();
        var command = new Command(Name, HelpText.WithExample(
            $"""
            {Summary}

            Open the address that it prints. Only this machine reaches it, nothing leaves the machine, and nothing is written: what
            you fill you download. Ctrl+C ends it.
            """,
            "csa serve", "csa serve --port 8080"))
        {
            host, port, device,
        };
        command.SetAction(parsed => ServeAsync(
            new ServeOptions { Host = parsed.GetRequiredValue(host), Port = Port(parsed.GetValue(port)) }, parsed.GetValue(device)).GetAwaiter().GetResult());
        return command;
    }

    private static int Port(int port) => port is >= 0 and <= 65535 ? port : throw new BadUsageException($"--port: want 0 to 65535, got {port}");

    private static async Task<int> ServeAsync(ServeOptions options, DeviceChoice device)
    {
        IReadOnlyList<FillMethod> methods = FillMethod.All(device, keepAttention: true);
        try
        {
            await using PictureServer server = await PictureServer.StartAsync(methods, options);
            Terminal.Line($"{server.Address} is the page; Ctrl+C ends it");
            if (!server.Address.IsLoopback || options.Host is "0.0.0.0" or "::") Terminal.Note("others on the network reach it too, without a password");
            try
            {
                await Task.Delay(Timeout.Infinite, Interruption.Token);
            }
            catch (OperationCanceledException)
            {
                // Asked to end.
            }
        }
        finally
        {
            foreach (FillMethod method in methods) method.Dispose();
        }

        return ExitCode.Done;
    }
}
