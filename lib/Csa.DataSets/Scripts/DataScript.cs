using System.CommandLine;
using System.CommandLine.Help;
using Csa.Data;
using Csa.DataSets.Downloads;
using Csa.DataSets.Preparation;
using Csa.Programs;

namespace Csa.DataSets.Scripts;

/// <summary>Runs a recipe as a program: shows source and terms, asks, downloads, prepares.</summary>
internal static class DataScript
{
    /// <summary>Runs a script.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="args">The command line of the process.</param>
    /// <param name="here">Its environment.</param>
    /// <param name="cancel">Stops it, as Ctrl+C and SIGTERM do.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static int Run(DataRecipe recipe, string[] args, ScriptEnvironment here, CancellationToken cancel = default)
    {
        var shell = new ProgramShell(recipe.Name, $"dotnet run data-scripts/{recipe.Name}.cs --")
        {
            WhenInterrupted = "interrupted; what has come is kept, the same command goes on from there",
        };
        return shell.Run(CommandOf(recipe, here), args, cancel);
    }

    /// <summary>A script's command line.</summary>
    public static Command CommandOf(DataRecipe recipe, ScriptEnvironment here)
    {
        var command = new Command($"{recipe.Name}.cs", ScriptHelp.Text(recipe)) { new HelpOption() };
        foreach (Option option in recipe.Options) command.Add(option);
        command.SetAction(parsed => Work(recipe, new ScriptArguments(recipe, parsed), here));
        return command;
    }

    private static int Work(DataRecipe recipe, ScriptArguments arguments, ScriptEnvironment here)
    {
        using PreparedFolder folder = PreparedFolder.Open(arguments.Out, Settings(recipe, arguments));
        DataSetRecord? finished = folder.Finished();
        if (arguments.Verify) return Verify(folder, finished);
        if (finished is not null)
        {
            Terminal.Line($"{arguments.Out}: {recipe.Name} is there already: {Counts(finished)}; nothing to do (--verify compares every file)");
            return finished.LeftOut.Count == 0 ? ExitCode.Done : ExitCode.BadInput;
        }

        using var watch = new ScriptProgress();
        IReadOnlyList<DataSource> sources =
        [
            .. recipe.Sources(arguments).Select(here.Source).Select(source => source with { Address = arguments.AddressOf(source) })
                .Select(source => arguments.AnyChecksum ? source.WithAnyChecksum() : source),
        ];
        IReadOnlyDictionary<string, string> byHand = ByHand(sources, arguments.From);
        RequireFiles(recipe, sources, byHand);
        if (!Accepted(recipe, arguments, here)) return ExitCode.BadUsage;
        // Together, before the first byte: an hour of download that leaves no room to unpack it helps nobody.
        string downloads = Path.Combine(arguments.Out, "downloads");
        long missing = sources.Where(source => !byHand.ContainsKey(source.FileName) && SourceFiles.Whole(source, Path.Combine(downloads, source.FileName)) is null).Sum(source => source.AboutBytes);
        DiskSpace.Require(arguments.Out, missing + recipe.PreparedBytes(arguments), $"{recipe.Name} (about {ConsoleText.Size(missing)} of downloads and {ConsoleText.Size(recipe.PreparedBytes(arguments))} prepared)");

        folder.Resume(Interruption.Token);
        if (folder.Done.Count > 0) watch.OnNote($"{folder.Done.Count} files are prepared already; going on");
        var (records, paths) = Fetch(sources, byHand, downloads, here, watch);
        var work = new PreparationWork(folder, paths, arguments.Jobs, watch, Interruption.Token);
        recipe.Prepare(arguments, work);
        DataSetRecord record = folder.Finish((files, manifest) => new DataSetRecord(
            recipe.Name, recipe.Title, DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ssZ"), folder.Settings, records, recipe.Terms, files, manifest, work.LeftOut, work.Notes));
        watch.Dispose();
        foreach (string fault in record.LeftOut) Terminal.Error($"left out: {fault}");
        Terminal.Line($"{arguments.Out}: {Counts(record)}, listed in manifest.csv; what it was made from is in dataset.json");
        if (Directory.Exists(downloads) && records.Any(source => File.Exists(Path.Combine(downloads, source.File))))
            Terminal.Line($"{downloads} is no longer needed");
        Terminal.Line($"next: {recipe.Next(arguments)}");
        return record.LeftOut.Count == 0 ? ExitCode.Done : ExitCode.BadInput;
    }

    private static Dictionary<string, string> Settings(DataRecipe recipe, ScriptArguments arguments) =>
        new(arguments.Settings) { ["script"] = recipe.Name };

    private static int Verify(PreparedFolder folder, DataSetRecord? finished)
    {
        if (finished is null) throw new BadInputException($"{folder.Path}: want a finished folder to verify; run the command without --verify first");
        IReadOnlyList<string> faults = folder.Verify(Interruption.Token);
        foreach (string fault in faults) Terminal.Error(fault);
        Terminal.Line(faults.Count == 0
            ? $"{folder.Path}: all {finished.Files.Values.Sum()} files are as they were prepared"
            : $"{folder.Path}: {faults.Count} of {finished.Files.Values.Sum()} files differ; delete manifest.csv and run the command again");
        return faults.Count == 0 ? ExitCode.Done : ExitCode.FailedCheck;
    }

    // Which published file each --from is: by its name, whatever a browser put before the ending, or because there is one only.
    private static Dictionary<string, string> ByHand(IReadOnlyList<DataSource> sources, IReadOnlyList<string> from)
    {
        var found = new Dictionary<string, string>();
        foreach (string given in from)
        {
            if (Directory.Exists(given))
            {
                DataSource[] inside = [.. sources.Where(source => File.Exists(Path.Combine(given, source.FileName)))];
                if (inside.Length == 0) throw new BadInputException($"{given}: want a folder with {Names(sources)}, it has none of them");
                foreach (DataSource source in inside) found[source.FileName] = Path.Combine(given, source.FileName);
                continue;
            }

            if (!File.Exists(given)) throw new BadInputException($"{given}: want {Names(sources)}, there is no such file");
            DataSource match = sources.FirstOrDefault(source => source.FileName == Path.GetFileName(given))
                ?? sources.FirstOrDefault(source => Path.GetFileName(given).StartsWith(Path.GetFileNameWithoutExtension(source.FileName), StringComparison.OrdinalIgnoreCase))
                ?? (sources.Count == 1 ? sources[0] : throw new BadInputException($"{given}: want a file called {Names(sources)}; give it its published name"));
            found[match.FileName] = given;
        }

        return found;
    }

    private static void RequireFiles(DataRecipe recipe, IReadOnlyList<DataSource> sources, IReadOnlyDictionary<string, string> byHand)
    {
        DataSource[] absent = [.. sources.Where(source => source.Address is null && !byHand.ContainsKey(source.FileName))];
        if (absent.Length == 0) return;
        foreach (string line in recipe.About) Terminal.Line(line);
        foreach (string line in ScriptHelp.Terms(recipe)) Terminal.Line(line);
        throw new BadInputException($"{Names(absent)} cannot be downloaded: {recipe.HowToObtain}");
    }

    private static bool Accepted(DataRecipe recipe, ScriptArguments arguments, ScriptEnvironment here)
    {
        Terminal.Line(recipe.Title);
        foreach (string line in recipe.About) Terminal.Line($"  {line}");
        foreach (string line in ScriptHelp.Terms(recipe)) Terminal.Line(line);
        if (recipe.Terms.Length == 0 || arguments.AcceptTerms) return true;
        if (here.Ask is null)
        {
            Terminal.Error($"nobody is here to accept the terms; read them and add --accept-terms");
            return false;
        }

        if (here.Ask("Do you accept these terms?")) return true;
        Terminal.Error($"not accepted; nothing was downloaded");
        return false;
    }

    private static (List<SourceRecord> Records, Dictionary<string, string> Paths) Fetch(
        IReadOnlyList<DataSource> sources, IReadOnlyDictionary<string, string> byHand, string downloads, ScriptEnvironment here, ScriptProgress watch)
    {
        using HttpClient client = HttpFile.NewClient();
        var downloader = new Downloader(client, here.Downloads, watch);
        var records = new List<SourceRecord>();
        var paths = new Dictionary<string, string>();
        foreach (DataSource source in sources)
        {
            if (byHand.TryGetValue(source.FileName, out string? path))
            {
                records.Add(SourceFiles.AcceptLocalFile(source, path, downloads, watch, Interruption.Token));
                paths[source.FileName] = path;
                continue;
            }

            records.Add(downloader.FetchAsync(source, downloads, Interruption.Token).GetAwaiter().GetResult());
            paths[source.FileName] = Path.Combine(downloads, source.FileName);
        }

        return (records, paths);
    }

    private static string Names(IEnumerable<DataSource> sources) => string.Join(" and ", sources.Select(source => source.FileName));

    private static string Counts(DataSetRecord record) => string.Join(", ", record.Files.Select(split => split.Key == "files" ? $"{split.Value} files" : $"{split.Key} {split.Value}"));
}
