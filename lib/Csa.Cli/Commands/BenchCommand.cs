using System.CommandLine;
using System.Globalization;
using Csa.Baselines;
using Csa.Cli.Bench;
using Csa.Cli.Ranks;
using Csa.Data;
using Csa.Data.Files;
using Csa.Data.Ranks;
using Csa.Experiments.Choosing;
using static TorchSharp.torch;

namespace Csa.Cli.Commands;

/// <summary><c>csa bench</c>: speed as ratios within this one run, and the memory that it took.</summary>
internal static class BenchCommand
{
    public const string Name = "bench", Summary = "Measure the CSA layer and the networks against what they cannot do without, in turns within one run.";

    public static Command Create()
    {
        var threads = new Option<int>("--threads") { Description = "Torch's threads", DefaultValueFactory = _ => Environment.ProcessorCount };
        var rounds = new Option<int>("--rounds") { Description = "Timings of each piece of work; the median counts", DefaultValueFactory = _ => 9 };
        var networks = new Option<bool>("--networks") { Description = "Also the paper's networks at 256x256 (3 GB of memory)" };
        var onnx = new Option<bool>("--onnx") { Description = "Also both presets' exported ONNX models against the library, with one and two threads (3 GB of memory)" };
        var ablations = new Option<bool>("--ablations") { Description = "Instead: the times of section 4.3, at 256x256: the CSA layer in three places, the feature discriminators (6 GB of memory)" };
        var csv = new Option<FileInfo?>("--csv") { Description = "Also write the ratios to this file" };
        var memory = new Option<long?>("--memory") { Description = "Instead: train the quick preset for so many steps and show memory and live tensors; exit 1 if they grow" };
        var fills = new Option<DirectoryInfo?>("--fills") { Description = "Instead: cut holes into these photographs, one group per sub-folder, and compare every method of csa inpaint with the one it chooses" };
        var photographs = new Option<int>("--count") { Description = "Photographs of each group of --fills", DefaultValueFactory = _ => 4 };
        var together = new Option<bool>("--ranks") { Description = "Instead, under mpirun: steps that all ranks take together against steps of one alone, each with one thread" };
        var learn = new Option<long>("--learn-steps") { Description = $"Steps in which a network learns each photograph of --fills, as --method {LearnedFill.MethodName} of csa inpaint [default: 0, not at all]" };
        var command = new Command(Name, HelpText.WithExample(
            Summary,
            "csa bench --networks --onnx",
            "csa bench --ablations --csv times.csv",
            "csa bench --memory 2000",
            "mpirun -n 2 csa bench --ranks",
            "csa bench --fills photos/ --count 8"))
        {
            threads, rounds, networks, onnx, ablations, csv, memory, fills, photographs, learn, together,
        };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(together)) return Together(parsed.GetValue(rounds));
            if (RankSession.IsShared) throw new BadUsageException("bench works in one process, but for --ranks: start it without mpirun");
            if (parsed.GetValue(memory) is long steps)
            {
                if (steps < 1) throw new BadUsageException("--memory: want at least 1 step");
                return MemoryBench.Run(steps, Interruption.Token) ? ExitCode.Done : ExitCode.FailedCheck;
            }

            if (parsed.GetValue(fills) is DirectoryInfo folder)
            {
                if (!folder.Exists) throw new BadInputException($"--fills: want a folder of photographs, {folder.FullName} is none");
                if (parsed.GetValue(photographs) < 1) throw new BadUsageException("--count: want at least 1");
                using var line = new ProgressLine("filling");
                if (parsed.GetValue(learn) < 0) throw new BadUsageException("--learn-steps: want 0 or more");
                FillBench.Run(folder.FullName, parsed.GetValue(photographs), parsed.GetValue(learn), line, Interruption.Token);
                return ExitCode.Done;
            }

            int count = parsed.GetValue(rounds);
            if (count < 1 || parsed.GetValue(threads) < 1) throw new BadUsageException("--rounds, --threads: want at least 1");
            set_num_threads(parsed.GetValue(threads));
            manual_seed(0);
            Terminal.Line($"{get_num_threads()} threads, medians of {count}");
            Func<int, BenchRow>[] measures = parsed.GetValue(ablations) ? AblationBench.Rows
                : [.. Attention, .. parsed.GetValue(networks) ? Networks : [], .. parsed.GetValue(onnx) ? OnnxBench.Rows() : []];
            FileInfo? file = parsed.GetValue(csv);
            if (file is not null) AtomicFile.RequireWritable(file.FullName);
            var rows = new List<BenchRow>();
            foreach (Func<int, BenchRow> measure in measures)
            {
                Interruption.Token.ThrowIfCancellationRequested();
                BenchRow row = measure(count);
                rows.Add(row);
                Terminal.Line(string.Create(
                    CultureInfo.InvariantCulture, $"{row.Subject,-46} {1e3 * row.Seconds,9:F2} ms   {row.Against,-34} {1e3 * row.AgainstSeconds,9:F2} ms   ratio {row.Ratio:F3}   peak so far {PeakMegabytes()} MB"));
            }

            if (file is not null) BenchRow.Write(file.FullName, rows, parsed.GetValue(threads));
            return ExitCode.Done;
        });
        return command;
    }

    private static int Together(int rounds)
    {
        if (rounds < 1) throw new BadUsageException("--rounds: want at least 1");
        IRankGroup ranks = RankSession.Join() ?? throw new BadUsageException("--ranks: want several processes; start it as mpirun -n 2 csa bench --ranks");
        Terminal.Line($"{ranks.Size} ranks, a thread each, medians of {rounds}");
        foreach (string model in ComparedSystems.Catalog.Models)
        {
            RankCost cost = RankBench.Of(ranks, model, threads: 1, rounds);
            double alone = cost.AloneSeconds / cost.Images, together = cost.TogetherSeconds / (cost.Images * ranks.Size);
            Terminal.Line(string.Create(
                CultureInfo.InvariantCulture, $"{model,-4} {cost.Images} images a rank: alone {1e3 * alone,7:F2} ms an image, together {1e3 * together,7:F2}, ratio {alone / together:F2} of {ranks.Size}; {100 * cost.CallShare:F0} % of a step in MPI: {cost.Bytes / 1e6:F1} MB in {cost.Calls} calls"));
        }

        RankSession.Leave();
        return ExitCode.Done;
    }

    private static readonly Func<int, BenchRow>[] Attention =
    [
        rounds => AttentionBench.RecurrenceAgainstTensorOperations(32, 512, rounds),
        rounds => AttentionBench.LayerAgainstMatmul(32, 512, rounds),
        rounds => AttentionBench.LayerAgainstMatmul(64, 256, rounds),
        rounds => AttentionBench.LayerAgainstMatmul(128, 256, rounds),
    ];

    private static readonly Func<int, BenchRow>[] Networks =
    [
        .. ComparedSystems.Catalog.Models.Select(StepBench.OfQuick), StepBench.PaperInference, StepBench.OfPaper,
        NetworkBench.LayerAgainstRefinement, NetworkBench.InferenceAgainstConvolutions, NetworkBench.BFloat16AgainstFloat32, NetworkBench.NormsAgainstInference,
    ];

    private static long PeakMegabytes()
    {
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return process.PeakWorkingSet64 / 1_000_000;
    }
}
