namespace Csa.Baselines.Patches;

/// <summary>Fills a window: from the coarsest scale to its own, in rounds of matching and voting.</summary>
internal static class PatchCompletion
{
    // At the coarsest scale a hole is about this many patches thick.
    private const double PatchesAcross = 1.5;
    private const int FewestSources = 64;
    private const int LowestLevels = 1;

    /// <summary>Fills the window's hole in place.</summary>
    public static void Complete(PatchWindow window)
    {
        if (window.PatchSide == 0)
        {
            Surface.Fill(window.Colours, window.Kinds, window.Height, window.Width);
            return;
        }

        List<PatchLevel> levels = Pyramid(window);
        PatchLevel coarsest = levels[^1];
        Surface.Fill(coarsest.Colours, coarsest.Kinds, coarsest.Height, coarsest.Width);
        MatchField? field = null;
        for (int depth = levels.Count - 1; depth >= 0; depth--)
        {
            PatchLevel level = levels[depth];
            var vote = new PatchVote(level);
            int reach = Math.Max(level.Side, window.Reach >> depth);
            if (field is null) field = MatchField.Random(level, reach);
            else
            {
                field = field.Refine(level, reach);
                vote.Paint(field, 0);
            }

            int rounds = depth == levels.Count - 1 ? 12 : depth == 0 ? 5 : 6;
            for (int round = 0; round < rounds; round++)
            {
                field.Search((depth * 100) + round, 2);
                vote.Paint(field, round == rounds - 1 && depth == 0 ? 3 : 0);
            }

            if (depth == 0) SeamBlend.Apply(level, vote, field);
        }
    }

    private static List<PatchLevel> Pyramid(PatchWindow window)
    {
        var levels = new List<PatchLevel> { PatchLevel.Finest(window) };
        for (double thickness = window.Thickness; thickness > PatchesAcross * window.PatchSide || levels.Count < LowestLevels; thickness /= 2)
        {
            if (Math.Min(levels[^1].Height, levels[^1].Width) < 2 * window.PatchSide) break;
            PatchLevel coarser = levels[^1].Coarsen();
            if (coarser.IsSource.AsSpan().Count(true) < FewestSources) break;
            levels.Add(coarser);
        }

        return levels;
    }
}
