using System.Runtime.Intrinsics;

namespace Csa.Baselines.Patches;

/// <summary>Removes the seam around a filled hole.</summary>
internal static class SeamBlend
{
    /// <summary>
    /// Adds to the hole the smoothest surface through what the known rim has more than its patches say: Poisson's equation
    /// with the gradients of the filled hole (P. Perez, M. Gangnet, A. Blake: Poisson Image Editing, SIGGRAPH 2003).
    /// </summary>
    public static void Apply(PatchLevel level, PatchVote vote, MatchField field)
    {
        var difference = new Vector128<float>[level.Kinds.Length];
        Vector128<float> low = Vector128.Create(float.PositiveInfinity), high = Vector128.Create(float.NegativeInfinity);
        for (int i = 0; i < difference.Length; i++)
        {
            if (level.Kinds[i] != CellKind.Known) continue;
            low = Vector128.Min(low, level.Colours[i]);
            high = Vector128.Max(high, level.Colours[i]);
            if (IsRim(level, i) && vote.Of(i, field, 0) is Vector128<float> said) difference[i] = level.Colours[i] - said;
        }

        Surface.Fill(difference, level.Kinds, level.Height, level.Width, lanes: 3, level.Cancellation);
        foreach (int cell in level.Missing)
            level.Colours[cell] = Vector128.Min(high, Vector128.Max(low, level.Colours[cell] + difference[cell]));
    }

    private static bool IsRim(PatchLevel level, int cell)
    {
        (int y, int x) = (cell / level.Width, cell % level.Width);
        return (y > 0 && level.Kinds[cell - level.Width] != CellKind.Known)
            || (x > 0 && level.Kinds[cell - 1] != CellKind.Known)
            || (y + 1 < level.Height && level.Kinds[cell + level.Width] != CellKind.Known)
            || (x + 1 < level.Width && level.Kinds[cell + 1] != CellKind.Known);
    }
}
