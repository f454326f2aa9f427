using System.Text.Json;
using Csa.Data;
using Csa.Data.Files;

namespace Csa.Cli.Notebooks;

/// <summary>How <c>csa reproduce</c> divides its time. It is stored in the job's folder, so that a resumed job keeps to it.</summary>
/// <param name="Minutes">Minutes for the whole job.</param>
/// <param name="HasNotebooks">Whether there are any to execute.</param>
internal sealed record ReproduceBudget(double Minutes, bool HasNotebooks)
{
    /// <summary>The minutes from which on the notebooks are executed.</summary>
    public const double WithNotebooks = 15;

    private const double Shortest = 1;

    // What the job does beside training, in minutes: drawing the data, evaluating six systems, the report. Measured at 2.5 on one core.
    private const double Overhead = 3, OverheadShare = 0.35;

    // All notebooks together, two at a time.
    private const double Notebooks = 6;

    private const int MaxImages = 100, FewestImages = 8;

    private const string FileName = "job.json";

    /// <summary>Whether the notebooks are executed.</summary>
    public bool ExecutesNotebooks => HasNotebooks && Minutes >= WithNotebooks;

    /// <summary>
    /// The number of images that the tables measure: a hundred if the notebooks are executed, fewer in proportion to shorter
    /// times.
    /// </summary>
    public int Images => (int)Math.Clamp(MaxImages * Minutes / WithNotebooks, FewestImages, MaxImages);

    /// <summary>The time of the whole job.</summary>
    public TimeSpan Whole => TimeSpan.FromMinutes(Minutes);

    /// <summary>The time reserved for executing the notebooks.</summary>
    public TimeSpan ForNotebooks => TimeSpan.FromMinutes(ExecutesNotebooks ? Notebooks : 0);

    /// <summary>The time that remains for training.</summary>
    public TimeSpan Training => Whole - ForNotebooks - TimeSpan.FromMinutes(Math.Min(Overhead, OverheadShare * Minutes));

    /// <summary>Why the notebooks are not executed, as a sentence.</summary>
    public string WhyNot => FormattableString.Invariant($"that needs --minutes {WithNotebooks} or more, this job had {Minutes}.");

    /// <summary>Refuses a budget that leaves no time to train.</summary>
    public void Validate()
    {
        if (!(Minutes >= Shortest && Minutes < TimeSpan.MaxValue.TotalMinutes)) throw new BadUsageException(FormattableString.Invariant($"--minutes: want at least {Shortest}, got {Minutes}"));
    }

    /// <summary>Stores it in the job's folder.</summary>
    public void Write(string folder) => AtomicFile.WriteText(Path.Combine(folder, FileName), JsonSerializer.Serialize(new { Minutes, HasNotebooks }) + "\n");

    /// <summary>Reads the budget of a job that was started.</summary>
    /// <exception cref="BadInputException">No job was started in the folder.</exception>
    public static ReproduceBudget Read(string folder)
    {
        string path = Path.Combine(folder, FileName);
        try
        {
            return JsonSerializer.Deserialize<ReproduceBudget>(File.ReadAllText(path)) ?? throw new JsonException("it is empty");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new BadInputException($"{path}: want the record of a job that csa reproduce began: {fault.Message}; begin one without --resume", fault);
        }
    }
}
