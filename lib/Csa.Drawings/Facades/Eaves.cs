using System.Numerics;
using Csa.Drawings.Painting;

namespace Csa.Drawings.Facades;

/// <summary>What juts out along the top of a wall: a cornice, a gutter, or the boards along a gable.</summary>
internal sealed class Eaves
{
    private readonly FacadeAttributes attributes;
    private readonly FacadePalette palette;
    private readonly FacadeLight light;
    private readonly HousePlan plan;
    private readonly float bottom, top;

    public Eaves(FacadeAttributes attributes, FacadePalette palette, FacadeLight light, HousePlan plan)
    {
        this.attributes = attributes;
        this.palette = palette;
        this.light = light;
        this.plan = plan;
        (bottom, top, Depth) = attributes.Roof switch
        {
            RoofShape.Cornice => (plan.Eaves - 0.42f, plan.Eaves + 0.10f, 0.50f),
            RoofShape.Pitched => (plan.Eaves - 0.16f, plan.Eaves + 0.04f, 0.45f),
            RoofShape.Mansard => (plan.Eaves - 0.30f, plan.Eaves + 0.08f, 0.34f),
            _ => (-0.20f, 0.12f, 0.30f), // over the gable's slope
        };
    }

    /// <summary>How far it juts out.</summary>
    public float Depth { get; }

    /// <summary>The height of the underside over a place.</summary>
    public float Bottom(float x) => plan.GableRise > 0 ? plan.WallTop(x) + bottom : bottom;

    /// <summary>Adds it along a line of sight.</summary>
    public void Gather(in Sight sight, ref Layers layers)
    {
        Vector2 front = sight.At(Depth);
        float end = plan.GableRise > 0 || attributes.Row == HouseRow.Detached ? 0.25f : 0;
        float aside = Math.Max(plan.Left - end - front.X, front.X - plan.Right - end);
        float reference = plan.GableRise > 0 ? plan.WallTop(front.X) : 0, up = front.Y - reference;
        float cover = Curves.Inside(Math.Max(aside, Math.Abs(up - ((bottom + top) / 2)) - ((top - bottom) / 2)), sight.Pixel);
        if (cover > 0) layers.Behind(Face((up - bottom) / (top - bottom)), cover);
        if (layers.Open <= 0 || sight.Slope.Y >= 0 || sight.Wall.X < plan.Left - end || sight.Wall.X > plan.Right + end) return;

        // Seen from below: between its front edge and the wall.
        float under = Bottom(sight.Wall.X);
        if (up >= bottom || sight.Wall.Y <= under) return;
        float z = (under - sight.Wall.Y) / sight.Slope.Y;
        if (z <= 0 || z >= Depth) return;
        float x = sight.At(z).X, bracket = attributes.Roof is RoofShape.Cornice or RoofShape.Mansard ? Curves.Step(0.24f, 0.26f, Math.Abs(Curves.Fraction(x / 0.42f) - 0.5f)) : 0;
        Vector3 board = (plan.GableRise > 0 ? palette.Beam * 2 : palette.Trim) * (1 - (0.35f * bracket));
        layers.Behind(board * light.On(-Vector3.UnitY, 0, 0.45f + (0.4f * z / Depth)), 1);
    }

    private Vector3 Face(float up)
    {
        if (attributes.Roof == RoofShape.Pitched) return LinearColour.Rgb(112, 112, 110) * light.OnFront(new Vector2(0, (2 * up) - 1), 1, 0.9f);
        if (plan.GableRise > 0) return palette.Beam * 1.7f * light.OnFront(new Vector2(0, 0.2f), 1, 1);
        float lean = up > 0.82f ? 0.5f : up > 0.55f ? -0.75f : up > 0.35f ? 0.05f : -0.35f;
        return palette.Trim * light.OnFront(new Vector2(0, lean), 1, up < 0.35f ? 0.8f : 1);
    }
}
