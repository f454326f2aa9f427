using System.CommandLine;
using Csa.Experiments.Comparison;
using Csa.Systems;

namespace Csa.Cli.Commands;

/// <summary><c>csa ablate</c>: the paper's Figures 8 to 11 as experiments, by the repository's protocols.</summary>
internal static class AblateCommand
{
    public const string Name = "ablate", Summary = "Train and measure what the paper shows as Figures 8 to 11: what the CSA layer, its place, its loss and its discriminator add.";

    /// <param name="catalog">The systems that a protocol can name.</param>
    public static Command Create(SystemCatalog catalog)
    {
        string[] figures = ["theory", "8", "9", "10", "11", "selection"];
        var figure = new Option<string>("--figure")
        {
            Description = "theory (drawn data on which the equations say who must win), 8 (the layer), 9 (its place), 10 (the consistency loss), 11 (the discriminators) or selection (ours: a choice in place of Eq. 3's average; give it --figure 8's --out, whose trainings it shares)",
            Required = true,
        };
        var rest = ProtocolOptions.Create();
        var command = new Command(Name, HelpText.WithExample(
            $"""
            {Summary}

            The protocols lie in notebooks/results/ablations, with predictions written before the first training. Arms of one seed begin
            with the same weights and see the same images; only what is asked for differs. Hours of one core each: see the README there.
            It is resumed and shared between processes as csa compare is, which takes protocols of your own.

            Each set's tables hold the arms with measures that PSNR does not see, the contrasts with a sign-flip test over seeds and a
            test of equivalence, and what trained weights lose by three probes of their layer.
            """,
            "csa ablate --figure theory --out runs/theory",
            "csa ablate --figure 8 --out runs/figure-8"))
        {
            figure, rest.Set, rest.Count, rest.Output,
        };
        command.SetAction(parsed => rest.CarryOut(parsed, ComparisonProtocol.Read(ProtocolRun.Shipped(FileOf(parsed.GetRequiredValue(figure), figures)), catalog)));
        return command;
    }

    private static string FileOf(string figure, string[] figures) =>
        figures.Contains(figure) ? $"ablations/{(char.IsAsciiDigit(figure[0]) ? $"figure-{figure}" : figure)}.json"
            : throw new BadUsageException($"--figure: want {string.Join(", ", figures)}, got '{figure}'");
}
