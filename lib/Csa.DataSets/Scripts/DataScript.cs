using System.Runtime.InteropServices;
using Csa.Data;
using Csa.DataSets.Downloads;
using Csa.DataSets.Preparation;
using Csa.Programs;

namespace Csa.DataSets.Scripts;

/// <summary>Runs a recipe as a program: tells, asks, downloads, prepares; faults are one line and an exit code.</summary>
internal static class DataScript
{
    public const int Done = 0, Differs = 1, BadUsage = 2, BadInput = 3, OwnFault = 4, Interrupted = 130;

    private const string TraceVariable = "CSA_TRACE";

    /// <summary>Runs a script with the machine's terminal and signals: Ctrl+C and SIGTERM ask it to stop, a second one ends it.</summary>
    public static int RunHere(DataRecipe recipe, string[] args)
    {
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Ask);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Ask);
        return Run(recipe, args, new ScriptEnvironment { Cancel = stop.Token });

        void Ask(PosixSignalContext context)
        {
            if (stop.IsCancellationRequested) return;
            context.Cancel = true;
            stop.Cancel();
        }
    }

    /// <summary>Runs a script.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(DataRecipe recipe, string[] args, ScriptEnvironment here)
    {
        if (args.Any(argument => argument is "--help" or "-h" or "-?"))
        {
            foreach (string line in ScriptHelp.Lines(recipe)) here.Output.WriteLine(line);
            return Done;
        }

        try
        {
            ScriptArguments arguments = ScriptArguments.Parse(recipe.Options, args);
            recipe.Check(arguments);
            return Work(recipe, arguments, here);
        }
        catch (BadArgumentsException fault)
        {
            Fault(fault.Message);
            here.Errors.WriteLine($"dotnet run data-scripts/{recipe.Name}.cs -- --help shows the options and an example");
            return BadUsage;
        }
        catch (BadInputException fault)
        {
            Fault(fault.Message);
            return BadInput;
        }
        catch (OperationCanceledException)
        {
            Fault("interrupted; what has come is kept, the same command goes on from there");
            return Interrupted;
        }
        catch (Exception fault) when (Environment.GetEnvironmentVariable(TraceVariable) is null)
        {
            Fault($"a fault of this program: {fault.GetType().Name}: {fault.Message}; {TraceVariable}=1 shows where; please report it");
            return OwnFault;
        }

        void Fault(string message) => here.Errors.WriteLine($"{recipe.Name}: {ConsoleText.OneLine(message)}");
    }

    private static int Work(DataRecipe recipe, ScriptArguments arguments, ScriptEnvironment here)
    {
        using PreparedFolder folder = PreparedFolder.Open(arguments.Out, Settings(recipe, arguments));
        DataSetRecord? finished = folder.Finished();
        if (arguments.Has("--verify")) return Verify(folder, finished, here);
        if (finished is not null)
        {
            here.Output.WriteLine($"{arguments.Out}: {recipe.Name} is there already: {Counts(finished)}; nothing to do (--verify compares every file)");
            return finished.LeftOut.Count == 0 ? Done : BadInput;
        }

        using var watch = new ScriptWatch(here.Errors);
        IReadOnlyList<DataSource> sources =
        [
            .. recipe.Sources(arguments).Select(here.Source).Select(source => source with { Address = arguments.AddressOf(source) })
                .Select(source => arguments.Has(ScriptOption.AnyChecksum.Name) ? source.WithAnyChecksum() : source),
        ];
        IReadOnlyDictionary<string, string> byHand = ByHand(sources, arguments.From);
        RequireFiles(recipe, sources, byHand, here);
        if (!Accepted(recipe, arguments, here)) return BadUsage;
        // Together, before the first byte: an hour of download that leaves no room to unpack it helps nobody.
        string downloads = Path.Combine(arguments.Out, "downloads");
        long missing = sources.Where(source => !byHand.ContainsKey(source.FileName) && SourceFiles.Whole(source, Path.Combine(downloads, source.FileName)) is null).Sum(source => source.AboutBytes);
        DiskSpace.Require(arguments.Out, missing + recipe.PreparedBytes(arguments), $"{recipe.Name} (about {ConsoleText.Size(missing)} of downloads and {ConsoleText.Size(recipe.PreparedBytes(arguments))} prepared)");

        folder.TakeUp(here.Cancel);
        if (folder.Done.Count > 0) watch.OnNote($"{folder.Done.Count} files are prepared already; going on");
        var (records, paths) = Fetch(sources, byHand, downloads, here, watch);
        var work = new PreparationWork(arguments, folder, paths, watch, here.Cancel);
        recipe.Prepare(work);
        DataSetRecord record = folder.Finish((files, manifest) => new DataSetRecord(
            recipe.Name, recipe.Title, DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ssZ"), folder.Settings, records, recipe.Terms, files, manifest, work.LeftOut, work.Notes));
        watch.Dispose();
        foreach (string fault in record.LeftOut) here.Errors.WriteLine($"{recipe.Name}: left out: {ConsoleText.OneLine(fault)}");
        here.Output.WriteLine($"{arguments.Out}: {Counts(record)}, listed in manifest.csv; what it was made from is in dataset.json");
        if (Directory.Exists(downloads) && records.Any(source => File.Exists(Path.Combine(downloads, source.File))))
            here.Output.WriteLine($"{downloads} is no longer needed");
        here.Output.WriteLine($"next: {recipe.Next(arguments)}");
        return record.LeftOut.Count == 0 ? Done : BadInput;
    }

    private static Dictionary<string, string> Settings(DataRecipe recipe, ScriptArguments arguments) =>
        new(arguments.Settings) { ["script"] = recipe.Name };

    private static int Verify(PreparedFolder folder, DataSetRecord? finished, ScriptEnvironment here)
    {
        if (finished is null) throw new BadInputException($"{folder.Path}: want a finished folder to verify; run the command without --verify first");
        IReadOnlyList<string> faults = folder.Verify(here.Cancel);
        foreach (string fault in faults) here.Errors.WriteLine(fault);
        here.Output.WriteLine(faults.Count == 0
            ? $"{folder.Path}: all {finished.Files.Values.Sum()} files are as they were prepared"
            : $"{folder.Path}: {faults.Count} of {finished.Files.Values.Sum()} files differ; delete manifest.csv and run the command again");
        return faults.Count == 0 ? Done : Differs;
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

    private static void RequireFiles(DataRecipe recipe, IReadOnlyList<DataSource> sources, IReadOnlyDictionary<string, string> byHand, ScriptEnvironment here)
    {
        DataSource[] absent = [.. sources.Where(source => source.Address is null && !byHand.ContainsKey(source.FileName))];
        if (absent.Length == 0) return;
        foreach (string line in recipe.About) here.Output.WriteLine(line);
        foreach (string line in ScriptHelp.Terms(recipe)) here.Output.WriteLine(line);
        throw new BadInputException($"{Names(absent)} cannot be downloaded: {recipe.HowToAsk}");
    }

    private static bool Accepted(DataRecipe recipe, ScriptArguments arguments, ScriptEnvironment here)
    {
        here.Output.WriteLine(recipe.Title);
        foreach (string line in recipe.About) here.Output.WriteLine($"  {line}");
        foreach (string line in ScriptHelp.Terms(recipe)) here.Output.WriteLine(line);
        if (recipe.Terms.Length == 0 || arguments.Has("--accept-terms")) return true;
        if (here.Ask is null)
        {
            here.Errors.WriteLine($"{recipe.Name}: nobody is here to accept the terms; read them and add --accept-terms");
            return false;
        }

        if (here.Ask("Do you accept these terms?")) return true;
        here.Errors.WriteLine($"{recipe.Name}: not accepted; nothing was downloaded");
        return false;
    }

    private static (List<SourceRecord> Records, Dictionary<string, string> Paths) Fetch(
        IReadOnlyList<DataSource> sources, IReadOnlyDictionary<string, string> byHand, string downloads, ScriptEnvironment here, ScriptWatch watch)
    {
        using HttpClient client = HttpFile.NewClient();
        var downloader = new Downloader(client, here.Downloads, watch);
        var records = new List<SourceRecord>();
        var paths = new Dictionary<string, string>();
        foreach (DataSource source in sources)
        {
            if (byHand.TryGetValue(source.FileName, out string? path))
            {
                records.Add(SourceFiles.TakeByHand(source, path, downloads, watch, here.Cancel));
                paths[source.FileName] = path;
                continue;
            }

            records.Add(downloader.FetchAsync(source, downloads, here.Cancel).GetAwaiter().GetResult());
            paths[source.FileName] = Path.Combine(downloads, source.FileName);
        }

        return (records, paths);
    }

    private static string Names(IEnumerable<DataSource> sources) => string.Join(" and ", sources.Select(source => source.FileName));

    private static string Counts(DataSetRecord record) => string.Join(", ", record.Files.Select(split => split.Key == "files" ? $"{split.Value} files" : $"{split.Key} {split.Value}"));
}
