using Csa.Data.Images;
using Csa.Drawings.Theory;

namespace Csa.Drawings;

/// <summary>
/// Images of cells on which theory says beforehand whether the CSA layer's recurrence helps (<see cref="CellPattern"/>): the
/// data of the experiment that can fail. The predictions are formulas of Csa.Laws' Theory.
/// </summary>
public sealed class BuiltInPatterns : BuiltInDrawings<CellPattern>
{
    private readonly PatternKind kind;

    /// <summary>A set of patterns of one kind.</summary>
    /// <param name="kind">The pattern.</param>
    /// <param name="seed">Another seed gives other colours and other noise. <see cref="PatternKind.Rows"/> and <see cref="PatternKind.Columns"/> of one seed are each other's transposes.</param>
    /// <param name="trainCount">Images of the training split, at least 0.</param>
    /// <param name="validationCount">Images of the validation split, at least 0.</param>
    /// <param name="testCount">Images of the test split, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A negative count.</exception>
    public BuiltInPatterns(PatternKind kind, ulong seed = 0, int trainCount = 4000, int validationCount = 500, int testCount = 500)
        : base(kind.ToString().ToLowerInvariant().TrimEnd('s'), [], seed, trainCount, validationCount, testCount) => this.kind = kind;

    private protected override CellPattern Sample(ulong drawingSeed) => new(drawingSeed, kind);

    private protected override RgbImage Draw(CellPattern attributes, int side) => attributes.Draw(side);
}
