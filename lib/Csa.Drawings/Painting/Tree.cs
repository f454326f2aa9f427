using System.Numerics;

namespace Csa.Drawings.Painting;

/// <summary>The shape of a tree.</summary>
internal enum TreeForm
{
    /// <summary>A round crown.</summary>
    Round,

    /// <summary>A slender crown from the ground up.</summary>
    Slender,

    /// <summary>A cone of boughs.</summary>
    Cone,

    /// <summary>A round crown without leaves.</summary>
    Bare,
}

/// <summary>A tree as it appears in the unit square.</summary>
internal sealed record Tree
{
    public required TreeForm Form { get; init; }

    /// <summary>Where its trunk meets the ground.</summary>
    public required Vector2 Foot { get; init; }

    /// <summary>In sides of the image.</summary>
    public required float Height { get; init; }

    /// <summary>How far away it is, in the unit of <see cref="Raster.Depths"/>; 0 = before everything.</summary>
    public float Depth { get; init; }

    /// <summary>The fraction of light that leaves reflect.</summary>
    public required Vector3 Leaf { get; init; }

    /// <summary>The fraction of light that bark reflects.</summary>
    public Vector3 Bark { get; init; } = LinearColour.Rgb(104, 88, 72);

    /// <summary>The seed of its boughs.</summary>
    public required uint Seed { get; init; }

    /// <summary>0 … 1. How much snow lies on it.</summary>
    public float Snow { get; init; }
}

/// <summary>The light on trees.</summary>
/// <param name="Sun">Unit vector towards the sun: x right, y up, z towards the viewer.</param>
/// <param name="SunLight">The sunlight; zero in shadow.</param>
/// <param name="SkyLight">The ambient light.</param>
/// <param name="Haze">The light of the air in front of the tree.</param>
/// <param name="HazeCover">0 … 1. The opacity of the air in front of the tree.</param>
internal sealed record TreeLight(Vector3 Sun, Vector3 SunLight, Vector3 SkyLight, Vector3 Haze, float HazeCover)
{
    /// <summary>The light that a surface sends to the viewer.</summary>
    public Vector3 Seen(Vector3 colour, Vector3 normal, float open)
    {
        float towards = Vector3.Dot(normal, Sun), wrapped = Math.Max(0, (towards + 0.25f) / 1.25f);
        // Leaves let a part of the sun through: against the light they glow.
        float through = 0.30f * Math.Max(0, -Sun.Z) * Math.Max(0, 0.6f - towards);
        Vector3 light = (SunLight * ((wrapped * open) + through)) + (SkyLight * (open * (0.65f + (0.35f * normal.Y))));
        return Vector3.Lerp(colour * light, Haze, HazeCover);
    }
}
