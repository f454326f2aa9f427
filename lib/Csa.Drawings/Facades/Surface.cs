using System.Numerics;

namespace Csa.Drawings.Facades;

/// <summary>A place on a front, without lighting.</summary>
/// <param name="Colour">The fraction of light that it reflects.</param>
/// <param name="Lean">How its normal leans to x and y; the front's own is (0, 0).</param>
/// <param name="Open">0 … 1. The share of the sky that is not hidden by what is near.</param>
internal readonly record struct Surface(Vector3 Colour, Vector2 Lean, float Open)
{
    /// <summary>This surface with another over it.</summary>
    /// <param name="over">What lies on it.</param>
    /// <param name="cover">0 … 1.</param>
    public Surface Under(Surface over, float cover) => cover switch
    {
        <= 0 => this,
        >= 1 => over,
        _ => new Surface(Vector3.Lerp(Colour, over.Colour, cover), Vector2.Lerp(Lean, over.Lean, cover), Open + ((over.Open - Open) * cover)),
    };
}
