namespace Csa.Inpainting;

/// <summary>At which size an inpainter runs its system; a run's config.json has both sizes.</summary>
public sealed record InpainterOptions
{
    /// <summary>Height and width in pixels of the images that the system was trained on.</summary>
    public int WorkingSide { get; init; } = 256;

    /// <summary>Height and width in pixels of the largest hole it was trained on, less than the working side; half of the working side when not set.</summary>
    public int? LargestHole { get; init; }

    /// <summary>Keeps each region's attention and working picture for overlays; costs the memory of its feature map.</summary>
    public bool KeepAttention { get; init; }

    internal int TrainedHole => LargestHole ?? Math.Max(1, WorkingSide / 2);

    internal void Validate()
    {
        if (WorkingSide < 8) throw new ArgumentException($"WorkingSide: want at least 8 pixels, got {WorkingSide}");
        if (TrainedHole < 1 || TrainedHole >= WorkingSide)
            throw new ArgumentException($"LargestHole: want 1 … {WorkingSide - 1} pixels, less than the working side so that something is known, got {LargestHole}");
    }
}
