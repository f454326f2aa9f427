using Csa.Drawings.Painting;

namespace Csa.Drawings.Facades;

/// <summary>Iron railings seen square on.</summary>
internal static class Ironwork
{
    public const float Height = 0.98f;

    /// <summary>How much of a cell the iron covers.</summary>
    /// <param name="along">Metres along the railing.</param>
    /// <param name="up">Metres over its foot.</param>
    /// <param name="pixel">Metres per cell.</param>
    public static float Cover(float along, float up, float pixel)
    {
        if (up < -pixel || up > Height + pixel) return 0;
        float rails = Math.Max(Curves.Line(up - Height + 0.03f, 0.03f, pixel), Math.Max(Curves.Line(up - 0.08f, 0.018f, pixel), Curves.Line(up - (0.80f * Height), 0.012f, pixel)));
        float bars = Curves.Line((Curves.Fraction((along / 0.125f) + 0.5f) - 0.5f) * 0.125f, 0.012f, pixel);
        float inside = Curves.Inside(Math.Abs(up - (Height / 2)) - (Height / 2), pixel);
        return inside * Math.Min(1, rails + bars);
    }
}
