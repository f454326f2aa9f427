using System.CommandLine;
using Csa.Cli.Output;
using Csa.Cli.Report;
using Csa.Data.Files;
using Csa.Experiments.FeatureLearning;
using Csa.Systems;

namespace Csa.Cli.Commands;

/// <summary><c>csa train-features</c>: trains the VGG-16 features for the losses.</summary>
internal static class TrainFeaturesCommand
{
    public const string Name = "train-features", Summary = "Train a narrow VGG-16 to name what is in the built-in drawings, and show what its features know.";

    public static Command Create()
    {
        var set = new Option<string[]>("--set")
        {
            Description = $"An option as key=value: {string.Join(", ", OptionText.Keys(new FeatureTrainingOptions()).Select(key => $"{key.Key}={key.Value}"))}",
            AllowMultipleArgumentsPerToken = true,
        };
        var output = new Option<FileInfo>("--out") { Description = "The file to write, .safetensors; tables and a figure of what the features know stand beside it", Required = true };
        var look = new Option<bool>("--look") { Description = "Train nothing, only show again what the features in --out know" };
        var command = new Command(Name, HelpText.WithExample(
            $"{Summary} Ctrl+C saves; the same command goes on, to the bit.",
            "csa train-features --out notebooks/weights/features-builtin.safetensors",
            "csa train-features --set baseChannels=24 --out wide.safetensors        # then csa train --set network.baseChannels=24 features=wide.safetensors"))
        {
            set, output, look,
        };
        command.SetAction(parsed =>
        {
            string path = parsed.GetRequiredValue(output).FullName;
            string[] settings = parsed.GetValue(set) ?? [];
            if (parsed.GetValue(look))
            {
                if (settings.Length > 0) throw new BadUsageException("--set: --look shows features as they were trained; leave --set out");
                Look(path, FeatureTraining.OptionsOf(path));
                return ExitCode.Done;
            }

            FeatureTrainingOptions options = SharedOptions.AsUsage(() => OptionText.Apply(new FeatureTrainingOptions(), settings));
            AtomicFile.RequireWritable(path);
            using (var progress = new TrainingProgressLine())
            {
                if (!FeatureTraining.Run(path, options, progress, Interruption.Token)) return ExitCode.Interrupted;
            }

            Terminal.Line($"wrote {path}, {new FileInfo(path).Length / 1e6:F2} MB");
            Look(path, options);
            return ExitCode.Done;
        });
        return command;
    }

    private static void Look(string path, FeatureTrainingOptions options)
    {
        using var line = new ProgressLine("looking at what they know");
        IReadOnlyList<string> findings = FeatureReport.Write(path, options, (fraction, set) => line.Show(fraction, set));
        line.Clear();
        foreach (string finding in findings) Terminal.Line(finding);
    }
}
