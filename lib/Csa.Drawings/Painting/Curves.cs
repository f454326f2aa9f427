namespace Csa.Drawings.Painting;

/// <summary>Soft thresholds.</summary>
internal static class Curves
{
    /// <summary>A smooth step: 0 below a, 1 above b, an S curve between.</summary>
    public static float Step(float a, float b, float x)
    {
        float t = Math.Clamp((x - a) / (b - a), 0, 1);
        return t * t * (3 - (2 * t));
    }

    /// <summary>The fraction of a pixel that lies inside an edge.</summary>
    /// <param name="distance">From the edge to the pixel's middle, negative inside.</param>
    /// <param name="pixel">The pixel's width in the same unit.</param>
    public static float Inside(float distance, float pixel) => Math.Clamp(0.5f - (distance / pixel), 0, 1);

    /// <summary>The fraction of a pixel that a line covers, however thin it is.</summary>
    /// <param name="distance">From the line's middle to the pixel's, any sign.</param>
    /// <param name="halfWidth">Of the line, in the same unit.</param>
    /// <param name="pixel">The pixel's width in the same unit.</param>
    public static float Line(float distance, float halfWidth, float pixel)
    {
        float wide = Math.Max(halfWidth, pixel / 2);
        return Math.Clamp(0.5f + ((wide - Math.Abs(distance)) / pixel), 0, 1) * halfWidth / wide;
    }

    /// <summary>The fractional part, 0 … 1, for negative numbers too.</summary>
    public static float Fraction(float x) => x - MathF.Floor(x);

    /// <summary>Interpolates linearly between two numbers.</summary>
    public static float Mix(float a, float b, float t) => a + ((b - a) * t);
}
