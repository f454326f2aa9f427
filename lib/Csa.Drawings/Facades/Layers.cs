using System.Numerics;

namespace Csa.Drawings.Facades;

/// <summary>Accumulates light along a line of sight from front to back.</summary>
internal struct Layers
{
    public Layers() => Open = 1;

    /// <summary>The light so far.</summary>
    public Vector3 Light { get; private set; }

    /// <summary>0 … 1. The fraction that is not yet covered.</summary>
    public float Open { get; private set; }

    /// <summary>Adds something behind what is there.</summary>
    /// <param name="light">Its light.</param>
    /// <param name="cover">0 … 1. The fraction of the view that it covers.</param>
    public void Behind(Vector3 light, float cover)
    {
        Light += Open * cover * light;
        Open *= 1 - cover;
    }
}
