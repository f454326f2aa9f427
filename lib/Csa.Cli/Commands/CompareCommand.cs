using System.CommandLine;
using Csa.Experiments.Comparison;
using Csa.Systems;

namespace Csa.Cli.Commands;

/// <summary><c>csa compare</c>: trains the compared systems by a protocol and measures them (Tables 1 and 2).</summary>
internal static class CompareCommand
{
    public const string Name = "compare", Summary = "Train CSA and the systems that the paper compares it with, by one protocol, and measure them: Tables 1 and 2.";

    /// <param name="catalog">The systems that a protocol can name.</param>
    public static Command Create(SystemCatalog catalog)
    {
        var protocol = new Option<FileInfo?>("--protocol") { Description = "The protocol [default: the repository's notebooks/results/tables/protocol.json]" };
        var rest = ProtocolOptions.Create();
        var command = new Command(Name, HelpText.WithExample(
            $"""
            {Summary}

            What is finished in --out is kept, what was interrupted goes on. Each training takes one thread: start the command
            twice for two at a time, each takes what the other has not; the last to end writes the tables. mpirun -n 8 does so with
            eight, on several machines that share the folder, and divides the images of the tables among them. Minutes of the protocol
            are of an undisturbed core; a busy one takes longer.

            A training that diverges goes on from its last good checkpoint, by averaged weights, at half the learning rate, and a
            note under the tables says so. One that diverges again after three such tries is left out of the tables; they say
            which and why, and the exit code is 1.
            """,
            "csa compare --out runs/compare",
            "csa compare --set portraits --count 100 --out runs/compare",
            "csa compare --protocol mine.json --out runs/mine"))
        {
            protocol, rest.Set, rest.Count, rest.Output,
        };
        command.SetAction(parsed => rest.CarryOut(parsed, ComparisonProtocol.Read(parsed.GetValue(protocol)?.FullName ?? ProtocolRun.Shipped("tables/protocol.json"), catalog)));
        return command;
    }
}
