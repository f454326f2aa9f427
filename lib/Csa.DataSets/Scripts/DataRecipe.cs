using System.CommandLine;
using Csa.DataSets.Downloads;
using Csa.DataSets.Preparation;

namespace Csa.DataSets.Scripts;

/// <summary>The recipe for a data set or weight file: what is published where, under which terms, and how it is prepared.</summary>
internal abstract class DataRecipe
{
    /// <summary>The script's name: "celeba".</summary>
    public abstract string Name { get; }

    /// <summary>The name of the data set with its authors.</summary>
    public abstract string Title { get; }

    /// <summary>What is downloaded, from where, and its size: a line each.</summary>
    public abstract IReadOnlyList<string> About { get; }

    /// <summary>The terms in short, and where to read them in full; empty if there are none to accept.</summary>
    public abstract string Terms { get; }

    /// <summary>
    /// The recipe's own options. They determine the folder's content, so they are recorded and must be the same when a run is continued.
    /// </summary>
    public abstract IReadOnlyList<Option> OwnOptions { get; }

    /// <summary>Command lines after the script's name.</summary>
    public abstract IReadOnlyList<string> Examples { get; }

    /// <summary>How to get the files if they cannot be downloaded; null if they can.</summary>
    public virtual string? HowToObtain => null;

    /// <summary>The options of every recipe.</summary>
    public CommonOptions Common => field ??= new CommonOptions($"data/{Name}");

    /// <summary>Every option.</summary>
    public IReadOnlyList<Option> Options => [Common.Out, .. OwnOptions, Common.From, Common.Mirror, Common.AnyChecksum, Common.AcceptTerms, Common.Jobs, Common.Verify];

    /// <summary>The published files that these arguments need.</summary>
    public abstract IReadOnlyList<DataSource> Sources(ScriptArguments arguments);

    /// <summary>The approximate size of the prepared files in bytes.</summary>
    public abstract long PreparedBytes(ScriptArguments arguments);

    /// <summary>Fills the folder.</summary>
    public abstract void Prepare(ScriptArguments arguments, PreparationWork work);

    /// <summary>The command that uses the folder.</summary>
    public abstract string Next(ScriptArguments arguments);

    /// <summary>A generous estimate of the size of a prepared photograph in bytes: 1.75 bytes per pixel as png, 0.5 as jpg.</summary>
    /// <remarks>
    /// Measured at 256x256 on 200 photographs of each kind, bytes as png and as jpg of quality 95: faces 80,357 and 20,141 (brought to
    /// 178 pixels and back, as CelebA is: 79,290 and 22,274), house fronts 108,281 and 31,187, scenes 113,944 and 32,040.
    /// </remarks>
    protected static long SquareBytes(SquareOptions squares) => (long)squares.Side * squares.Side * (squares.Extension == ".png" ? 7 : 2) / 4;
}
