namespace Csa.Baselines.Patches;

/// <summary>Fills a window: from the coarsest scale to its own, in rounds of matching and voting.</summary>
internal static class PatchCompletion
{
    // At the coarsest scale a hole is at most this many patches thick, if enough of the picture is left there.
    private const double PatchesAcross = 2.5;
    private const int FewestSources = 64;

    // Rounds at most, at the coarsest scale and at the others, and passes of the search in each.
    private const int CoarseRounds = 12;
    private const int FineRounds = 4;
    private const int Passes = 2;

    // No value changes by more than half a grey level.
    private const float Settled = 1f / 255;

    // Steps of mean shift of the very last vote: what most patches say instead of the mean, which would blur.
    private const int Sharpness = 3;

    /// <summary>Fills the window's hole in place.</summary>
    /// <param name="window">To be filled.</param>
    /// <param name="cancellation">Stops soon, with the hole filled in part.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static void Complete(PatchWindow window, CancellationToken cancellation)
    {
        if (window.PatchSide == 0)
        {
            Surface.Fill(window.Colours, window.Kinds, window.Height, window.Width, lanes: 3, cancellation);
            return;
        }

        List<PatchLevel> levels = Pyramid(window, cancellation);
        PatchLevel coarsest = levels[^1];
        Surface.Fill(coarsest.Colours, coarsest.Kinds, coarsest.Height, coarsest.Width, lanes: 4, cancellation);
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
                vote.Paint(field, sharpness: 0);
            }

            int rounds = level == coarsest ? CoarseRounds : FineRounds;
            for (int round = 1; round <= rounds; round++)
            {
                field.Search(round, Passes);
                if (vote.Paint(field, sharpness: 0) < Settled) break;
            }

            if (depth > 0) continue;
            vote.Paint(field, Sharpness);
            SeamBlend.Apply(level, vote, field);
        }
    }

    private static List<PatchLevel> Pyramid(PatchWindow window, CancellationToken cancellation)
    {
        TextureStrength.Measure(window.Colours, window.Kinds, window.Height, window.Width);
        var levels = new List<PatchLevel> { PatchLevel.Finest(window, cancellation) };
        for (double thickness = window.Thickness; thickness > PatchesAcross * window.PatchSide; thickness /= 2)
        {
            if (Math.Min(levels[^1].Height, levels[^1].Width) < 2 * window.PatchSide) break;
            PatchLevel coarser = levels[^1].Coarsen();
            if (coarser.Sources.Length < FewestSources) break;
            levels.Add(coarser);
        }

        return levels;
    }
}
