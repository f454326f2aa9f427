using System.Numerics;

namespace Csa.Drawings.Facades;

/// <summary>The outline of a window or door: x from its middle, y from the ground, in metres.</summary>
internal readonly record struct Opening(float HalfWidth, float Bottom, float Top, WindowShape Shape)
{
    /// <summary>How far the arch rises over its ends.</summary>
    public float ArchRise => Shape switch { WindowShape.Round => HalfWidth, WindowShape.Segmental => 0.36f * HalfWidth, _ => 0 };

    /// <summary>The signed distance from the outline, negative inside.</summary>
    public float Distance(float x, float y)
    {
        float aside = Math.Abs(x) - HalfWidth, below = Bottom - y, rise = ArchRise;
        if (rise == 0) return Math.Max(aside, Math.Max(below, y - Top));
        if (y <= Top - rise) return Math.Max(aside, below);
        float radius = ((HalfWidth * HalfWidth) + (rise * rise)) / (2 * rise), up = y - (Top - radius);
        return Math.Max(aside, MathF.Sqrt((x * x) + (up * up)) - radius);
    }

    /// <summary>The outward unit normal of the outline at a place near it.</summary>
    public Vector2 Outwards(float x, float y)
    {
        float aside = Math.Abs(x) - HalfWidth, below = Bottom - y, rise = ArchRise;
        if (rise > 0 && y > Top - rise)
        {
            float radius = ((HalfWidth * HalfWidth) + (rise * rise)) / (2 * rise);
            return Vector2.Normalize(new Vector2(x, y - (Top - radius)));
        }

        if (aside >= below && aside >= y - Top) return new Vector2(MathF.Sign(x), 0);
        return new Vector2(0, below > y - Top ? -1 : 1);
    }
}
