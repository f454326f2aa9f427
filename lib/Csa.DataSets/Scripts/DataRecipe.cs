using System.CommandLine;
using Csa.DataSets.Downloads;
using Csa.DataSets.Preparation;

namespace Csa.DataSets.Scripts;

/// <summary>One data set or weight file: what is published where, under which terms, and what becomes of it.</summary>
internal abstract class DataRecipe
{
    /// <summary>The script's name: "celeba".</summary>
    public abstract string Name { get; }

    /// <summary>The data set's, with its authors.</summary>
    public abstract string Title { get; }

    /// <summary>What comes, from where, how large: a line each.</summary>
    public abstract IReadOnlyList<string> About { get; }

    /// <summary>The terms in short and where they stand in full; empty where there is nothing to accept.</summary>
    public abstract string Terms { get; }

    /// <summary>
    /// Options of its own, numbers and texts: another value makes another folder, so that they are written down and must be the
    /// same when a run goes on.
    /// </summary>
    public abstract IReadOnlyList<Option> OwnOptions { get; }

    /// <summary>Command lines after the script's name.</summary>
    public abstract IReadOnlyList<string> Examples { get; }

    /// <summary>How to get the files where they cannot be downloaded; null where they can.</summary>
    public virtual string? HowToAsk => null;

    /// <summary>Options that every recipe has.</summary>
    public CommonOptions Common => field ??= new CommonOptions($"data/{Name}");

    /// <summary>Every option.</summary>
    public IReadOnlyList<Option> Options => [Common.Out, .. OwnOptions, Common.From, Common.Mirror, Common.AnyChecksum, Common.AcceptTerms, Common.Jobs, Common.Verify];

    /// <summary>The published files that these arguments need.</summary>
    public abstract IReadOnlyList<DataSource> Sources(ScriptArguments arguments);

    /// <summary>About how many bytes the prepared files take.</summary>
    public abstract long PreparedBytes(ScriptArguments arguments);

    /// <summary>Fills the folder.</summary>
    public abstract void Prepare(ScriptArguments arguments, PreparationWork work);

    /// <summary>The command that uses the folder.</summary>
    public abstract string Next(ScriptArguments arguments);

    /// <summary>Room for a prepared photograph, rather too much: 1.75 bytes a pixel as png, 0.5 as jpg.</summary>
    /// <remarks>
    /// Measured at 256x256 on 200 photographs of each kind, bytes as png and as jpg of quality 95: faces 80,357 and 20,141 (brought to
    /// 178 pixels and back, as CelebA is: 79,290 and 22,274), house fronts 108,281 and 31,187, scenes 113,944 and 32,040.
    /// </remarks>
    protected static long SquareBytes(SquareOptions squares) => (long)squares.Side * squares.Side * (squares.Extension == ".png" ? 7 : 2) / 4;
}
