using System.Numerics;
using Csa.Data;
using Csa.Drawings.Painting;

namespace Csa.Drawings.Facades;

/// <summary>Computes how much sunlight reaches a place on a front.</summary>
internal sealed class Shadows(FacadeAttributes attributes, FacadeLight light, HousePlan main)
{
    private readonly uint seed = (uint)Seed.Derive(attributes.DetailSeed, 31);
    private readonly Vector3 tree = ForegroundObject.Place(attributes, main);
    private readonly float treeHeight = attributes.Foreground == StreetForeground.Tree ? ForegroundObject.TreeHeight(attributes, main) : 0;

    /// <summary>The sunlight under a slab that juts out above the place.</summary>
    /// <param name="at">x, y on the front.</param>
    /// <param name="left">The slab's left end.</param>
    /// <param name="right">Its right end.</param>
    /// <param name="bottom">The height of its underside.</param>
    /// <param name="depth">How far it juts out.</param>
    /// <param name="pixel">Metres per cell.</param>
    /// <returns>0 … 1, 1 = in the sun.</returns>
    public float UnderSlab(Vector2 at, float left, float right, float bottom, float depth, float pixel)
    {
        float gap = bottom - at.Y;
        if (gap <= 0 || gap > (4 * depth) + 0.5f) return 1;
        float reached = gap * light.Sun.Z / light.Sun.Y, x = at.X + (gap * light.Sun.X / light.Sun.Y);
        float rim = (light.Penumbra * gap) + pixel;
        float covered = Curves.Step(rim, -rim, reached - depth) * Curves.Step(rim, -rim, left - x) * Curves.Step(rim, -rim, x - right);
        return 1 - covered;
    }

    /// <summary>The sunlight past the roofs across the street.</summary>
    /// <param name="at">x, y on the front.</param>
    public float FromOpposite(Vector2 at)
    {
        if (attributes.OppositeShadow <= 0) return 1;
        float x = at.X / 5.2f, house = MathF.Floor(x), across = Curves.Fraction(x) - 0.5f;
        float kind = Noise.At((int)house, 1, seed), ridge = kind > 0 ? 1.5f - (3.2f * Math.Abs(across)) : 0.4f;
        float chimney = Math.Abs(across - (0.3f * kind)) < 0.07f ? 0.8f : 0;
        float height = ((0.15f + (0.75f * (float)attributes.OppositeShadow)) * main.Eaves) + (0.9f * Noise.At((int)house, 2, seed)) + ridge + chimney;
        float rim = 0.22f + (1.6f * light.Softness);
        return Curves.Step(-rim, rim, at.Y - height);
    }

    /// <summary>The sunlight under the tree in the street, with flecks of sun between its leaves.</summary>
    /// <param name="at">The place in street space.</param>
    public float UnderTree(Vector3 at)
    {
        if (treeHeight == 0) return 1;
        Vector3 crossed = at + (light.Sun * ((tree.Z - at.Z) / light.Sun.Z));
        var fromMiddle = new Vector2(crossed.X - tree.X, crossed.Y - (0.64f * treeHeight)) / (0.40f * treeHeight);
        float trunk = Math.Abs(crossed.X - tree.X) < 0.16f && crossed.Y > 0 && crossed.Y < 0.5f * treeHeight ? 1 : 0;
        float leaves = 1.05f - fromMiddle.Length();
        if (leaves < -0.3f && trunk == 0) return 1;
        float fleck = Noise.Fractal(crossed.X * 2.4f, crossed.Y * 2.4f, seed + 9, 2), rim = 0.22f + light.Softness;
        return 1 - Math.Max(0.6f * trunk, 0.92f * Curves.Step(-rim, rim, (1.2f * leaves) + (0.55f * fleck)));
    }
}
