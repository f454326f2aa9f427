using System.Numerics;
using Csa.Drawings.Painting;

namespace Csa.Drawings.Facades;

/// <summary>The balconies of a house: slabs with railings or parapets.</summary>
internal sealed class BalconyRow(FacadeAttributes attributes, FacadePalette palette, FacadeLight light, HousePlan plan)
{
    private const float Slab = 0.17f;

    /// <summary>How far they jut out.</summary>
    public float Depth { get; } = attributes.Balconies == Balconies.French ? 0.14f : 0.95f;

    /// <summary>Half their width.</summary>
    public float Half { get; } = Math.Min((plan.Bay / 2) - 0.06f, plan.HalfWindow + (attributes.Balconies == Balconies.French ? 0.08f : 0.42f));

    /// <summary>The fraction of sunlight that the balcony above a place lets through.</summary>
    public float Sunlit(Shadows shadows, Vector2 at, float pixel)
    {
        float lit = 1;
        int storey = plan.StoreyAt(at.Y);
        for (int above = storey; above <= Math.Min(storey + 1, plan.Storeys - 1); above++)
        {
            float gap = plan.Floor(above) - at.Y, x = at.X + (Math.Max(0, gap) * light.Sun.X / light.Sun.Y);
            int bay = plan.BayAt(x);
            if (!plan.HasBalcony(bay, above)) continue;
            float middle = plan.Middle(bay);
            lit *= shadows.UnderSlab(at, middle - Half, middle + Half, plan.Floor(above) - Slab, Depth, pixel);
        }

        return lit;
    }

    /// <summary>Adds the balconies along a line of sight.</summary>
    public void Gather(in Sight sight, ref Layers layers)
    {
        if (attributes.Balconies == Balconies.None) return;
        Vector2 front = sight.At(Depth);
        GatherFront(sight, front, ref layers);
        if (layers.Open > 0) GatherSide(sight, ref layers);
        if (layers.Open > 0) GatherUnderside(sight, front, ref layers);
    }

    private void GatherFront(in Sight sight, Vector2 front, ref Layers layers)
    {
        int storey = plan.StoreyAt(front.Y + Slab), bay = plan.BayAt(front.X);
        if (!plan.HasBalcony(bay, storey)) return;
        float x = front.X - plan.Middle(bay), up = front.Y - plan.Floor(storey), aside = Curves.Inside(Math.Abs(x) - Half, sight.Pixel);
        if (aside <= 0 || up > Ironwork.Height + 0.1f) return;
        layers.Behind(Face(x, up, sight.Pixel), aside * Parapet(x, up, sight.Pixel));
    }

    // The side that a turned view shows; its bars stand closer by foreshortening, which their mean knows.
    private void GatherSide(in Sight sight, ref Layers layers)
    {
        int side = sight.Slope.X < 0 ? -1 : 1; // seen from the left, x falls towards the viewer and the left sides show
        if (Math.Abs(sight.Slope.X) < 0.02f) return;
        int bay = plan.BayAt(sight.Wall.X + (side * 0.02f));
        for (int at = bay - 1; at <= bay + 1; at++)
        {
            if (at < 0 || at >= plan.Bays) continue;
            float x = plan.Middle(at) + (side * Half), z = (x - sight.Wall.X) / sight.Slope.X;
            if (z <= 0 || z >= Depth) continue;
            float y = sight.At(z).Y;
            int storey = plan.StoreyAt(y + Slab);
            if (!plan.HasBalcony(at, storey)) continue;
            float up = y - plan.Floor(storey);
            if (up > Ironwork.Height + 0.1f) continue;
            float lit = Math.Max(0, side * light.Sun.X);
            Vector3 colour = (up < 0 || attributes.Balconies == Balconies.Parapets ? palette.Trim : FacadePalette.Iron) * light.On(new Vector3(side, 0, 0), lit > 0 ? 1 : 0, 0.75f);
            layers.Behind(colour, Parapet(z, up, sight.Pixel));
        }
    }

    private void GatherUnderside(in Sight sight, Vector2 front, ref Layers layers)
    {
        bool fromBelow = sight.Slope.Y < 0;
        float offset = fromBelow ? -Slab : 0;
        float low = Math.Min(front.Y, sight.Wall.Y), high = Math.Max(front.Y, sight.Wall.Y);
        int storey = plan.StoreyAt(high - offset);
        float level = plan.Floor(storey) + offset;
        if (level <= low || level >= high) return;
        float z = (level - sight.Wall.Y) / sight.Slope.Y, x = sight.At(z).X;
        int bay = plan.BayAt(x);
        if (!plan.HasBalcony(bay, storey)) return;
        float cover = Curves.Inside(Math.Abs(x - plan.Middle(bay)) - Half, sight.Pixel);
        Vector3 normal = fromBelow ? -Vector3.UnitY : Vector3.UnitY;
        layers.Behind(palette.Trim * 0.85f * light.On(normal, 0, 0.45f + (0.4f * z / Depth)), cover);
    }

    private float Parapet(float along, float up, float pixel)
    {
        if (up < -Slab - pixel) return 0;
        if (up < 0) return Curves.Inside(-Slab - up, pixel);
        if (attributes.Balconies == Balconies.Parapets) return Curves.Inside(up - 0.92f, pixel);
        return Ironwork.Cover(along, up, pixel);
    }

    private Vector3 Face(float x, float up, float pixel)
    {
        if (up < 0) return palette.Trim * light.OnFront(new Vector2(0, up > -0.5f * Slab ? 0.2f : -0.4f), 1, 1);
        if (attributes.Balconies != Balconies.Parapets) return FacadePalette.Iron * light.OnFront(new Vector2(0, 0.3f), 1, 1);
        float panel = Math.Max(Math.Abs(Math.Abs(x) - (Half / 2)) - (Half / 2) + 0.12f, Math.Abs(up - 0.43f) - 0.24f);
        float groove = Curves.Line(panel, 0.02f, pixel), rim = up is > 0.80f or < 0.08f ? 1 : 0;
        return Vector3.Lerp(palette.Wall, palette.Trim, Math.Max(rim, 0.3f)) * (1 - (0.3f * groove)) * light.OnFront(new Vector2(0, up > 0.86f ? 0.5f : 0), 1, 1);
    }
}

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
