using System.Globalization;
using Csa.Data.Sources;
using Csa.DataSets.Downloads;
using Csa.DataSets.Preparation;

namespace Csa.DataSets.Scripts;

/// <summary>What a user gave a data script.</summary>
internal sealed class ScriptArguments
{
    private const int LargestSide = 4096;

    private readonly IReadOnlyList<ScriptOption> options;
    private readonly Dictionary<string, List<string>> given = [];

    private ScriptArguments(IReadOnlyList<ScriptOption> options) => this.options = options;

    /// <summary>The folder to make.</summary>
    public string Out => Text("--out")!;

    /// <summary>Files that the user downloaded.</summary>
    public IReadOnlyList<string> From => given.GetValueOrDefault("--from", []);

    /// <summary>Files worked on at once.</summary>
    public int Jobs => Number("--jobs", 1, ScriptOption.MostJobs);

    /// <summary>How photographs are prepared.</summary>
    public SquareOptions Squares => new(Number("--side", 1, LargestSide), Text("--fit") == "squash" ? SquareFit.Squash : SquareFit.Crop, "." + Text("--format"));

    /// <summary>The options that decide what is in the folder.</summary>
    public IReadOnlyDictionary<string, string> Settings => options.Where(option => option.Decides).ToDictionary(option => option.Name.TrimStart('-'), option => Text(option.Name) ?? "");

    /// <summary>Reads a command line.</summary>
    /// <param name="options">All there are.</param>
    /// <param name="args">As the process got them.</param>
    /// <exception cref="BadArgumentsException">An unknown option, a missing or a wrong value.</exception>
    public static ScriptArguments Parse(IReadOnlyList<ScriptOption> options, string[] args)
    {
        var parsed = new ScriptArguments(options);
        for (int i = 0; i < args.Length; i++)
        {
            (string name, string? value) = args[i].Split('=', 2) is [var before, var after] ? (before, after) : (args[i], (string?)null);
            ScriptOption option = options.FirstOrDefault(option => option.Name == name) ?? throw new BadArgumentsException($"{args[i]}: there is no such option");
            if (option.Value is null)
            {
                if (value is not null) throw new BadArgumentsException($"{name}: takes no value");
                parsed.given[name] = ["yes"];
                continue;
            }

            value ??= i + 1 < args.Length ? args[++i] : throw new BadArgumentsException($"{name}: want a value ({option.Value})");
            if (value.Length == 0) throw new BadArgumentsException($"{name}: want a value ({option.Value}), got nothing");
            if (option.Words is not null && !option.Words.Contains(value)) throw new BadArgumentsException($"{name}: want {string.Join(" or ", option.Words)}, got '{value}'");
            if (!parsed.given.TryAdd(name, [value]))
            {
                if (!option.Many) throw new BadArgumentsException($"{name}: give it once");
                parsed.given[name].Add(value);
            }
        }

        if (!parsed.Has("--out")) throw new BadArgumentsException("--out: want the folder to make");
        if (parsed.Text("--mirror") is string mirror && !(Uri.TryCreate(mirror, UriKind.Absolute, out Uri? address) && address.Scheme is ("http" or "https")))
            throw new BadArgumentsException($"--mirror: want an address that begins with http:// or https://, got '{mirror}'");
        foreach (ScriptOption number in options.Where(option => option.Value == "N")) parsed.Number(number.Name, 0, int.MaxValue);
        return parsed;
    }

    /// <summary>Where a published file is downloaded from.</summary>
    public Uri? AddressOf(DataSource source) => Text("--mirror") is string mirror ? new Uri(new Uri(mirror.TrimEnd('/') + "/"), source.FileName) : source.Address;

    /// <summary>Whether an option was given.</summary>
    public bool Has(string name) => given.ContainsKey(name);

    /// <summary>An option's value, its default, or null.</summary>
    public string? Text(string name) => given.TryGetValue(name, out List<string>? values) ? values[^1] : options.First(option => option.Name == name).Default;

    /// <summary>An option's whole number.</summary>
    /// <exception cref="BadArgumentsException">Something else, or outside the range.</exception>
    public int Number(string name, int least, int most) =>
        int.TryParse(Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most
            ? number
            : throw new BadArgumentsException($"{name}: want a whole number from {least} to {most}, got '{Text(name)}'");
}

/// <summary>The command line is wrong.</summary>
internal sealed class BadArgumentsException(string message) : Exception(message);
