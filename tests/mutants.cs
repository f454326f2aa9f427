// Applies small faults to CsaReference and to the fast layer, one at a time, in a copy of the library, and asks the laws of
// Csa.Properties which of them falls: dotnet run tests/mutants.cs [-- [--first] [--out FILE] [NAME…]]. By hand, not in CI:
// some 15 minutes on a quiet machine; --first stops at the first law that falls. The table goes to the console as it grows,
// and at the end to FILE: tests/Csa.Properties/MUTANTS.md when every mutant is tried, none otherwise.
//
// A mutant is killed when a law other than "7. fast = reference" falls. A law that stands means a fault that nobody would
// see; an equivalent mutant changes nothing that can be seen, and says why.
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

const int Cases = 40; // enough to break what breaks, quick enough for all of them

Mutant[] mutants =
[
    new("R1", "CsaReference", "swap a and b", "(a * mPrev[c]) + (b * mBarI[c])", "(b * mPrev[c]) + (a * mBarI[c])"),
    new("R2", "CsaReference", "Dmax without its lower clamp", "Math.Clamp(best, 0, 1)", "Math.Min(best, 1)"),
    new("R3", "CsaReference", "Dad without its lower clamp", "Math.Clamp(Cosine(mi, mPrev), 0, 1)", "Math.Min(Cosine(mi, mPrev), 1)"),
    new("R4", "CsaReference", "the predecessor before the predecessor",
        "path.Cells[path.Predecessors[i]]",
        "path.Cells[Math.Max(path.Predecessors[i] - 1, 0)]"),
    new("R5", "CsaReference", "on a tie the last match", "if (!(similarity > best)) continue;", "if (!(similarity >= best)) continue;"),
    new("R6", "CsaReference", "divide by one norm only", "Math.Sqrt(Dot(x, x)) * Math.Sqrt(Dot(y, y));", "Math.Sqrt(Dot(y, y));"),
    new("R7", "CsaReference", "0/0 stays 0/0", "bool undefined = !official && dAd + dMax == 0;", "bool undefined = false;"),
    new("R8", "CsaReference", "0/0 gives the predecessor the weight",
        "a = undefined ? 0 : dAd / (dAd + dMax);",
        "a = undefined ? 1 : dAd / (dAd + dMax);"),
    new("R9", "CsaReference", "match hole cells too", "if (hole.Cells(0)[known] != 0) continue;", ""),
    new("R10", "CsaReference", "continue the predecessor's own feature", "mPrev = Cell(output, ", "mPrev = Cell(features, "),
    new("R11", "CsaReference", "PaperInitialised reads m_i as Paper does",
        "Math.Clamp(Cosine(mBarI, mPrev), 0, 1)",
        "Math.Clamp(Cosine(mi, mPrev), 0, 1)"),
    new("R12", "CsaReference", "Paper reads m_i as PaperInitialised does",
        "Math.Clamp(Cosine(mi, mPrev), 0, 1)",
        "Math.Clamp(Cosine(mBarI, mPrev), 0, 1)"),
    new("R13", "CsaReference", "weights that sum to less than 1",
        "b = undefined ? 1 : dMax / (dAd + dMax);",
        "b = undefined ? 1 : dMax / (dAd + dMax + 1e-9);"),
    new("R14", "CsaReference", "a zero vector's cosine is 1", "norms == 0 ? 0 :", "norms == 0 ? 1 :"),
    new("R15", "CsaReference", "Dmax = 0 by <= in place of ==", "CsaSemantics.Paper when dMax == 0", "CsaSemantics.Paper when dMax <= 0")
        { Equivalent = "Dmax is clamped to [0, 1]: it is never below 0" },

    new("F1", "CsaRecurrence", "swap a and b",
        "TensorPrimitives.Multiply(mBarI, b, m);\n        TensorPrimitives.MultiplyAdd(mPrev, a, m, m);",
        "TensorPrimitives.Multiply(mBarI, a, m);\n        TensorPrimitives.MultiplyAdd(mPrev, b, m, m);"),
    new("F2", "CsaRecurrence", "cosines without their lower clamp", "cosine is < 0 or > 1", "cosine > 1"),
    new("F3", "CsaRecurrence", "a clamped cosine passes gradient",
        "new Similarity(Math.Clamp(cosine, 0, 1), 0, 0, 0)",
        "new Similarity(Math.Clamp(cosine, 0, 1), cross, cosine / normX / normX, cosine / normY / normY)"),
    new("F4", "CsaRecurrence", "the predecessor before the predecessor",
        "ReadOnlySpan<double> mPrev = Row(filled, previous);\n        adjacent",
        "ReadOnlySpan<double> mPrev = Row(filled, Math.Max(previous - 1, 0));\n        adjacent"),
    new("F5", "CsaRecurrence", "Dmax of the match with itself",
        "Similarity.ClampedCosine(mi, mBarI);",
        "Similarity.ClampedCosine(mBarI, mBarI);"),
    new("F6", "CsaRecurrence", "divide by one norm only",
        "cosine = TensorPrimitives.Dot(x, y) / normX / normY;",
        "cosine = TensorPrimitives.Dot(x, y) / normY;"),
    new("F7", "CsaRecurrence", "0/0 gives no weight at all", "undefined ? 1 : dMax / sum", "undefined ? 0 : dMax / sum"),
    new("F8", "CsaRecurrence", "the sign of Dmax's gradient", "gradMax = -pull", "gradMax = pull"),
    new("F9", "CsaRecurrence", "the sign of a cosine's own norm in its gradient",
        "TensorPrimitives.MultiplyAdd(x, -upstream * SelfX",
        "TensorPrimitives.MultiplyAdd(x, upstream * SelfX"),
    new("F10", "CsaRecurrence", "constant attention moves all the same", "if (gradient == CsaGradient.AttentionConstant) continue;", ""),
    new("F11", "CsaRecurrence", "nothing is passed back to the predecessor",
        "TensorPrimitives.MultiplyAdd(gi, recurrent[i], Row(g, previous), Row(g, previous));",
        ""),
    new("F12", "CsaRecurrence", "PaperInitialised's gradient goes to the own feature",
        "adjacent[i].Backward(gradAd, mBarI, mPrev, Row(gradBest, i), Row(g, previous));",
        "adjacent[i].Backward(gradAd, mBarI, mPrev, Row(gradOwn, i), Row(g, previous));"),
    new("F13", "CsaLayer", "a sample's first cell continues the last one of the sample before",
        "step == ScanPath.None ? ScanPath.None : first + step",
        "first + step"),
    new("F14", "CsaLayer", "hole cells keep the gradient of what they no longer are",
        "CellRows.Write(map, cells.Holes, gradient.Own);",
        "CellRows.Add(map, cells.Holes, gradient.Own);"),
    new("F15", "CsaLayer", "a known cell forgets its own gradient",
        "CellRows.Add(map, cells.Best, gradient.Best);",
        "CellRows.Write(map, cells.Best, gradient.Best);"),
    new("F16", "CellRows", "every sample is the first",
        "values.Slice(sample * channels * grid, channels * grid)",
        "values.Slice(0, channels * grid)"),
    new("F17", "KnownCellSearch", "arg-max over the wrong axis",
        "Tensor scores = queries.t().matmul(keys);",
        "Tensor scores = keys.t().matmul(queries).reshape(tile.Length, -1);"),
    new("F18", "KnownCellSearch", "known cells not normalised", "keys.div_(norms);", ""),
    new("F19", "KnownCellSearch", "norms without their scale", "keys.div_(scale);", ""),
    new("F20", "KnownCellSearch", "of equal maxima a later one", "if (candidate <= maximum) continue;", "if (candidate < maximum) continue;"),
    new("F21", "KnownCellSearch", "the last block is not searched",
        "start < row.Length; start += Block",
        "start < row.Length - Block; start += Block"),
    new("F22", "ScanPath", "Raster begins with its own predecessor",
        "Enumerable.Range(None, raster.Length)",
        "Enumerable.Range(0, raster.Length)"),
    new("F23", "ScanPath", "Serpentine does not turn", "row : row.Reverse()", "row : row"),
    new("F24", "ScanPath", "Onion from the inside", "raster.OrderBy(", "raster.OrderByDescending("),
    new("F25", "ScanPath", "four neighbours", "if (ny != y || nx != x)", "if ((ny != y) != (nx != x))"),
    new("F26", "CsaTrace", "a share falls before it is given",
        "row[BestMatches[i]] += share * PrimaryWeights[i];\n            share *= RecurrentWeights[i];",
        "share *= RecurrentWeights[i];\n            row[BestMatches[i]] += share * PrimaryWeights[i];"),
    new("F27", "CsaRecurrence", "a cosine of exactly 1 counts as clamped", "cosine is < 0 or > 1", "cosine is < 0 or >= 1")
        { Equivalent = "at cosine 1 one vector is s > 0 times the other, and the two terms of the derivative cancel: 0 either way" },
];

string root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, ".."));
string copy = Directory.CreateTempSubdirectory("csa-mutants-").FullName;
try
{
    int at = Array.IndexOf(args, "--out");
    if (at == args.Length - 1 && at >= 0) return Usage("--out wants a file");
    string[] names = [.. args.Where((arg, i) => arg != "--first" && (at < 0 || (i != at && i != at + 1)))];
    string[] strangers = [.. names.Where(name => !mutants.Any(mutant => mutant.Name == name))];
    if (strangers.Length > 0) return Usage($"no mutant is called {string.Join(", ", strangers)}; there are {string.Join(", ", mutants.Select(mutant => mutant.Name))}");
    string? table = at >= 0 ? Path.GetFullPath(args[at + 1]) : names.Length == 0 ? Path.Combine(root, "tests", "Csa.Properties", "MUTANTS.md") : null;
    return Run(mutants.Where(mutant => names.Length == 0 || names.Contains(mutant.Name)).ToArray(), table);
}
finally
{
    Directory.Delete(copy, recursive: true);
}

int Run(Mutant[] chosen, string? table)
{
    var watch = Stopwatch.StartNew();
    Shell(root, "dotnet build tests/Csa.Properties -c Release -v quiet -nologo", "the properties do not build");
    Shell(root, $"cp Directory.* .editorconfig '{copy}' && mkdir '{copy}/lib' '{copy}/notebooks' && cp -r lib/Csa lib/Csa.Data '{copy}/lib' && cp -r notebooks/weights '{copy}/notebooks'", "no copy");
    Shell(copy, "rm -rf lib/Csa*/bin lib/Csa*/obj", "no clean copy");
    Shell(root, $"cp -a tests/Csa.Properties/bin/Release/net10.0 '{copy}/laws'", "no copy of the built properties");
    Build("the copy does not build");
    if (Fallen() is { Length: > 0 } early) throw new InvalidOperationException($"laws fall without a mutant: {string.Join("; ", early)}");

    int survivors = 0, wronged = 0;
    List<string> rows = ["| Mutant | File | Fault | Killed by law |", "|---|---|---|---|"];
    foreach (string head in rows) Console.WriteLine(head);
    foreach (Mutant mutant in chosen)
    {
        var one = Stopwatch.StartNew();
        string path = $"{copy}/lib/Csa/Attention/{mutant.File}.cs", sound = File.ReadAllText(path);
        if (sound.Split(mutant.From).Length != 2)
            throw new InvalidOperationException($"{mutant.Name}: want its text once in {mutant.File}.cs: {mutant.From}");
        File.WriteAllText(path, sound.Replace(mutant.From, mutant.To));
        Build($"{mutant.Name} does not build");
        string[] fallen = Fallen();
        File.WriteAllText(path, sound);
        if (fallen.Length == 0 && mutant.Equivalent is null) survivors++;
        if (fallen.Length > 0 && mutant.Equivalent is not null) wronged++; // a law tells them apart: the proof is wrong
        string killer = fallen.Length > 0 ? Laws(fallen) : "NOBODY";
        string verdict = mutant.Equivalent is not string proof ? killer : $"equivalent: {proof}{(fallen.Length > 0 ? $", BUT {killer}" : "")}";
        rows.Add($"| {mutant.Name} | `{mutant.File}` | {mutant.What} | {verdict} |");
        Console.WriteLine($"{rows[^1]} {one.Elapsed.TotalSeconds:F0} s");
    }

    int counted = chosen.Count(mutant => mutant.Equivalent is null);
    string result = $"{counted - survivors} of {counted} killed, {chosen.Length - counted} equivalent, {watch.Elapsed.TotalMinutes:F0} minutes";
    Console.WriteLine($"\n{result}");
    if (table is not null)
    {
        File.WriteAllText(table, Page(rows, result));
        Console.WriteLine($"wrote {table}");
    }

    return survivors + wronged == 0 ? 0 : 1;
}

// The committed form of the table.
string Page(List<string> rows, string result) => $"""
    # Small faults, and the law that each breaks

    Made by `dotnet run tests/mutants.cs`: each fault alone in `CsaReference` (R) or in the fast layer (F), then laws 1 to 6
    and 8 to 10 on {Cases} scenes each from a fixed seed. Law 7, fast = reference, is not asked. Before the colon stand the
    laws that fell, after it the name of the first{(args.Contains("--first") ? "; the run stopped at the first that fell" : "")}.
    An equivalent mutant changes nothing that can be seen, and is not counted.

    {result}.

    {string.Join('\n', rows)}

    """;

int Usage(string wrong)
{
    Console.Error.WriteLine($"mutants: {wrong}");
    return 2;
}

// Without the analyzers that judge style: a mutant need not be pretty.
void Build(string failure)
{
    const string Hurried = "-p:RunAnalyzers=false -p:TreatWarningsAsErrors=false -p:GenerateDocumentationFile=false";
    Shell(copy, $"dotnet build lib/Csa -c Release -v quiet -nologo {Hurried}", failure);
    File.Delete($"{copy}/laws/Csa.dll"); // perhaps a link to the library of this tree, which must stay sound
    File.Copy($"{copy}/lib/Csa/bin/Release/net10.0/Csa.dll", $"{copy}/laws/Csa.dll");
}

// The names of the laws that fall, law 7 not asked. A process that dies has broken whatever it was asked.
string[] Fallen()
{
    const string Asked = "AttentionLaws|LocalityLaws|SymmetryLaws|GradientLaws|OrderLaws|StabilityLaws|NamedCases";
    string filter = string.Join('|', Asked.Split('|').Select(laws => $"FullyQualifiedName~Properties.{laws}"));
    string stop = args.Contains("--first") ? " -- xUnit.StopOnFail=true" : "";
    string test = $"dotnet vstest Csa.Properties.dll --TestCaseFilter:'{filter}' --logger:'console;verbosity=normal'{stop}";
    (int exit, string output) = Capture($"{copy}/laws", $"CSA_CASES={Cases} CSA_SHRINK=no CSA_SEED='(20190712,11)' timeout 600 {test}");
    MatchCollection failures = Regex.Matches(output, @"^\[xUnit.net [^]]*\]\s+Csa\.Properties\.\w+\.(.+) \[FAIL\]\s*$", RegexOptions.Multiline);
    string[] names = [.. failures.Select(match => match.Groups[1].Value).Distinct().Order()];
    return names.Length > 0 || exit == 0 ? names : [$"the run itself (exit code {exit}): {output.TrimEnd().Split('\n')[^1]}"];
}

// "1, 3, 8: the name of the first", the laws by their numbers. A bar would end a cell of the table.
static string Laws(string[] fallen)
{
    string[] sorted = [.. fallen.OrderBy(name => int.TryParse(name.Split('.')[0], out int law) ? law : 0)];
    string first = sorted[0][(sorted[0].IndexOf('.') + 1)..].Trim().Replace("|", "\\|");
    return $"{string.Join(", ", sorted.Select(name => name.Split('.')[0]).Distinct())}: {first}{(sorted.Length > 1 ? $" and {sorted.Length - 1} more" : "")}";
}

static void Shell(string folder, string command, string failure)
{
    (int exit, string output) = Capture(folder, command);
    if (exit != 0) throw new InvalidOperationException($"{failure}: {command}\n{output}");
}

static (int Exit, string Output) Capture(string folder, string command)
{
    var start = new ProcessStartInfo("bash", ["-c", $"{{ {command}; }} 2>&1"]) { WorkingDirectory = folder, RedirectStandardOutput = true };
    using Process process = Process.Start(start)!;
    string output = process.StandardOutput.ReadToEnd();
    process.WaitForExit();
    return (process.ExitCode, output);
}

static string Here([CallerFilePath] string path = "") => path;

/// <summary>One fault.</summary>
/// <param name="Name">R… in the reference, F… in the fast layer.</param>
/// <param name="File">In lib/Csa/Attention.</param>
/// <param name="What">In words.</param>
/// <param name="From">Text that the file has once.</param>
/// <param name="To">What stands there instead.</param>
internal sealed record Mutant(string Name, string File, string What, string From, string To)
{
    /// <summary>Why nobody can tell the mutant from the original; null when somebody should.</summary>
    public string? Equivalent { get; init; }
}
