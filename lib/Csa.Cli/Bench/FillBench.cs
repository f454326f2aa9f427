using System.Globalization;
using Csa.Data;
using Csa.Data.Images;
using Csa.Data.Masks;
using Csa.Experiments.Choosing;
using Csa.Experiments.Evaluation;
using Csa.Experiments.Training;
using Csa.Inpainting;
using Csa.Networks;

namespace Csa.Cli.Bench;

/// <summary>
/// How close the choice of <c>csa inpaint</c> comes to the best method in hindsight: holes are cut into photographs, filled by every
/// method and by the chosen one, and compared with the photograph.
/// </summary>
internal static class FillBench
{
    private static readonly (string Name, Func<int, int, Random, HoleMask> Draw)[] Holes =
    [
        .. new[] { 0.1, 0.2, 0.35 }.Select(share => ($"object {100 * share:F0} %", (Func<int, int, Random, HoleMask>)((height, width, random) => Object(height, width, share, random)))),
        .. new[] { 2, 4, 8 }.Select(pixels => ($"scratches {pixels} px", (Func<int, int, Random, HoleMask>)((height, width, random) => Scratches(height, width, pixels, random)))),
        .. new[] { 3, 5, 9 }.Select(pixels => ($"specks {pixels} px", (Func<int, int, Random, HoleMask>)((height, width, random) => Specks(height, width, pixels, random)))),
    ];

    /// <summary>Measures and prints.</summary>
    /// <param name="folder">Photographs, each sub-folder a group of its own.</param>
    /// <param name="count">The number of photographs of each group, evenly spaced.</param>
    /// <param name="learnSteps">Fine-tuning steps on each photograph; 0 for none.</param>
    /// <param name="progress">Shows the progress.</param>
    /// <param name="cancellation">Stops between fills.</param>
    public static void Run(string folder, int count, long learnSteps, ProgressLine progress, CancellationToken cancellation)
    {
        var learning = new LearnedFillOptions { Budget = TrainingBudget.OfSteps(Math.Max(1, learnSteps)) };
        FillMethod[] learned = learnSteps > 0 ? [new LearnedFill(learning)] : [];
        // Fine-tuned alike, but it copies the best match alone; beside the table, and no candidate.
        FillMethod[] control = learnSteps > 0 ? [new LearnedFill(learning with { Attention = HoleAttention.Nearest })] : [];
        FillMethod[] candidates = [.. FillMethod.All(), .. learned], methods = [.. candidates, .. control];
        using var auto = new AutoFill(candidates);
        var rows = new List<Row>();
        try
        {
            (string Group, string File)[] files = [.. Spread(folder, count)];
            foreach ((int place, (string group, string file)) in files.Index())
            {
                RgbImage truth = ImageFile.Read(file);
                foreach ((int kind, (string name, Func<int, int, Random, HoleMask> draw)) in Holes.Index())
                {
                    cancellation.ThrowIfCancellationRequested();
                    progress.Show((place + ((double)kind / Holes.Length)) / files.Length, $"{Path.GetFileName(file)}, {name}");
                    HoleMask hole = draw(truth.Height, truth.Width, Seed.Generator(Seed.Derive(7, (ulong)place, (ulong)kind)));
                    using AutoFilled chosen = auto.Fill(truth, hole, cancellation: cancellation);

                    bool learns = AutoFill.IsWorthLearning(hole);
                    if (learns) foreach (FillMethod method in control) method.Learn([AutoFill.TrainingPhotoOf(truth, hole)], stop: cancellation);

                    // Of what learns, as it has just learned; on holes that it does not learn for it is no candidate.
                    double[] byEach = [.. methods.Select(method => method.Learns && !learns ? double.NegativeInfinity : Psnr(method, truth, hole))];
                    rows.Add(new(group, name, byEach, byEach[..candidates.Length].Max(), Metrics.HolePsnr(chosen.Filled.Image, truth, hole)));
                }
            }
        }
        finally
        {
            foreach (FillMethod method in methods) method.Dispose();
        }

        progress.Clear();
        Print([.. methods.Select(method => method.Name)], rows);
    }

    private sealed record Row(string Group, string Hole, double[] ByEach, double Hindsight, double Auto);

    private static void Print(string[] methods, List<Row> rows)
    {
        string[] columns = [.. methods, AutoFill.Name, "hindsight"];
        int width = columns.Max(name => name.Length) + 1;
        Terminal.Line($"{"PSNR dB in the hole",-32}{string.Concat(columns.Select(name => name.PadLeft(width)))}");
        foreach (var part in rows.GroupBy(row => (row.Group, row.Hole))) Line($"{part.Key.Group}, {part.Key.Hole}", [.. part]);
        foreach (var part in rows.GroupBy(row => row.Group)) Line($"{part.Key}, all", [.. part]);
        Line("all", rows);
        double worst = rows.GroupBy(row => (row.Group, row.Hole)).Min(part => part.Average(row => row.Auto - row.ByEach[0]));
        Terminal.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"{rows.Count} holes: auto {rows.Average(row => row.Auto - row.Hindsight):+0.00;-0.00} dB against the best in hindsight; in its worst row {worst:+0.00;-0.00} dB against {methods[0]}"));

        void Line(string name, IReadOnlyList<Row> of) => Terminal.Line(
            $"{name,-32}{string.Concat(methods.Index().Select(method => Text(of.Average(row => row.ByEach[method.Index]))))}{Text(of.Average(row => row.Auto))}{Text(of.Average(row => row.Hindsight))}");

        string Text(double value) => value.ToString("F2", CultureInfo.InvariantCulture).PadLeft(width);
    }

    private static double Psnr(FillMethod method, RgbImage truth, HoleMask hole)
    {
        using InpaintedImage filled = method.Fill(truth, hole);
        return Metrics.HolePsnr(filled.Image, truth, hole);
    }

    private static IEnumerable<(string Group, string File)> Spread(string folder, int count)
    {
        string[] groups = Directory.GetDirectories(folder);
        foreach (string group in groups.Length == 0 ? [folder] : groups.Order(StringComparer.Ordinal).ToArray())
        {
            string[] names = ImageFolder.List(group);
            for (int i = 0; i < Math.Min(count, names.Length); i++)
                yield return (Path.GetFileName(group), ImageFolder.PathOf(group, names[i * names.Length / Math.Min(count, names.Length)]));
        }
    }

    private static HoleMask Object(int height, int width, double share, Random random)
    {
        double radius = share * Math.Min(height, width) / 2, y0 = radius + (random.NextDouble() * (height - (2 * radius))), x0 = radius + (random.NextDouble() * (width - (2 * radius)));
        return HoleMask.Create(height, width, (y, x) => ((y - y0) * (y - y0)) + ((x - x0) * (x - x0)) <= radius * radius);
    }

    // Three lines from side to side.
    private static HoleMask Scratches(int height, int width, int pixels, Random random)
    {
        (double From, double To)[] lines = [.. Enumerable.Range(0, 3).Select(_ => (random.NextDouble() * height, random.NextDouble() * height))];
        return HoleMask.Create(height, width, (y, x) => lines.Any(line => Math.Abs(y - line.From - ((line.To - line.From) * x / width)) <= pixels / 2.0));
    }

    private static HoleMask Specks(int height, int width, int pixels, Random random)
    {
        const int Count = 40;
        var cells = new byte[height * width];
        for (int i = 0; i < Count; i++)
        {
            int top = random.Next(height - pixels), left = random.Next(width - pixels);
            for (int y = top; y < top + pixels; y++)
                for (int x = left; x < left + pixels; x++) cells[(y * width) + x] = 1;
        }

        return HoleMask.FromCells(cells, 1, height, width);
    }
}
