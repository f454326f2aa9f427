using System.Numerics;
using Csa.Drawings.Painting;

namespace Csa.Drawings.Facades;

/// <summary>One house: its front with all that is on it, and its roof.</summary>
internal sealed class House
{
    private readonly FacadeAttributes attributes;
    private readonly FacadePalette palette;
    private readonly FacadeLight light;
    private readonly WindowPane pane;
    private readonly WindowTrim trim;
    private readonly Growth growth;
    private readonly Eaves eaves;
    private readonly BalconyRow balconies;
    private readonly StreetLevel street;
    private readonly Roofs roofs;
    private readonly Articulation articulation;

    /// <param name="attributes">Its attributes.</param>
    /// <param name="light">Sun and sky.</param>
    /// <param name="left">The x of its left end.</param>
    public House(FacadeAttributes attributes, FacadeLight light, float left)
    {
        this.attributes = attributes;
        this.light = light;
        Plan = new HousePlan(attributes, left);
        palette = new FacadePalette(attributes);
        pane = new WindowPane(attributes, palette, light, Plan.Seed1);
        trim = new WindowTrim(attributes, palette, Plan);
        growth = new Growth(attributes, Plan);
        eaves = new Eaves(attributes, palette, light, Plan);
        balconies = new BalconyRow(attributes, palette, light, Plan);
        street = new StreetLevel(attributes, palette, light, Plan, pane);
        roofs = new Roofs(attributes, palette, light, Plan, pane);
        articulation = attributes.Articulation;
    }

    public HousePlan Plan { get; }

    /// <summary>Adds what is in front of the facade along a line of sight.</summary>
    public void GatherBefore(in Sight sight, ref Layers layers)
    {
        balconies.Gather(sight, ref layers);
        if (layers.Open > 0) street.GatherAwnings(sight, ref layers);
        if (layers.Open > 0) eaves.Gather(sight, ref layers);
    }

    /// <summary>Where a line of sight ends behind the plane of the fronts.</summary>
    public Hit Meet(in Sight sight) => roofs.Meet(sight);

    /// <summary>True if a line of sight meets the front.</summary>
    public bool Covers(Vector2 at) => at.X >= Plan.Left && at.X < Plan.Right && at.Y >= 0 && at.Y < Plan.WallTop(at.X);

    /// <summary>The light from the front, openings included.</summary>
    /// <param name="sight">Meets the front.</param>
    /// <param name="shadows">Of the street.</param>
    /// <param name="ground">What grows at the foot.</param>
    public Vector3 Front(in Sight sight, Shadows shadows, StreetGround ground)
    {
        Vector2 at = sight.Wall;
        float pixel = sight.Pixel;
        int storey = Plan.StoreyAt(at.Y), bay = Plan.BayAt(at.X);
        float x = at.X - Plan.Middle(bay);
        bool hasWindow = storey > 0 || street.HasWindow(bay), inGable = at.Y > Plan.Eaves;
        Opening opening = inGable ? GableWindow() : storey == 0 ? street.Opening(bay) : Plan.Window(bay, storey);
        if (inGable) (x, hasWindow) = (at.X - ((Plan.Left + Plan.Right) / 2), Plan.GableRise > 1.6f);
        bool opens = hasWindow || storey == 0;
        float outside = opens ? opening.Distance(x, at.Y) : 10, inside = Curves.Inside(outside, pixel);
        bool closed = hasWindow && !inGable && trim.IsClosed(bay, storey);
        (Surface plants, float planted) = storey > 0 && !inGable && !Plan.HasBalcony(bay, storey) ? trim.Flowers(x, at.Y, opening, bay, storey, pixel) : default;
        (Surface border, float bordered) = ground.Border(at, Math.Abs(at.X - Plan.Middle(Plan.DoorBay)));

        Vector3 seen = Vector3.Zero;
        if (inside < 1 || closed || planted > 0 || bordered > 0)
        {
            float sunlit = Sunlit(at, x, opening, hasWindow, shadows, pixel);
            Surface wall = inside < 1 || closed ? Wall(at, x, opening, outside, hasWindow, bay, storey, inGable, pixel) : default;
            if (closed && inside > 0) wall = wall.Under(trim.Leaf(Math.Abs(x) / opening.HalfWidth, at.Y, opening, pixel), inside);
            seen = Lit(wall, sunlit);
            if (inside > 0 && !closed) seen = Vector3.Lerp(seen, Opened(sight, opening, bay, storey, inGable), inside);
            if (planted > 0) seen = Vector3.Lerp(seen, Lit(plants, sunlit), planted);
            return bordered > 0 ? Vector3.Lerp(seen, Lit(border, sunlit), bordered) : seen;
        }

        return Opened(sight, opening, bay, storey, inGable);
    }

    private Vector3 Lit(Surface surface, float sunlit) => surface.Colour * light.OnFront(surface.Lean, sunlit, surface.Open);

    private Vector3 Opened(in Sight sight, Opening opening, int bay, int storey, bool inGable)
    {
        if (inGable) return pane.Light(sight, (Plan.Left + Plan.Right) / 2, opening, 0, 9, Glazing.Casement, false);
        return storey == 0 ? street.Inside(sight, opening, bay) : pane.Light(sight, Plan.Middle(bay), opening, bay, storey, attributes.Glazing, true);
    }

    private Opening GableWindow() => new(Math.Min(0.55f, Plan.HalfWindow), Plan.Eaves + 0.35f, Plan.Eaves + 0.35f + Math.Min(1.5f, 0.45f * Plan.GableRise), WindowShape.Round);

    private Surface Wall(Vector2 at, float x, Opening opening, float outside, bool hasWindow, int bay, int storey, bool inGable, float pixel)
    {
        Surface wall = Masonry.At(Plan, attributes.Wall, palette, at, pixel);
        wall = Downpipe(Structured(wall, at, storey, pixel), at, pixel);
        if (storey == 0) wall = street.Over(wall, at, bay, pixel);
        float ledge = hasWindow && at.Y < opening.Bottom ? Curves.Step(1.1f, 0, opening.Bottom - at.Y) * Curves.Step(0.4f, -0.1f, Math.Abs(x) - opening.HalfWidth) : 0;
        wall = growth.Weathered(wall, at, ledge, pixel);
        if (hasWindow && !inGable) wall = trim.Over(wall, x, at.Y, opening, bay, storey, pixel);
        else if (storey == 0 && bay == Plan.DoorBay && attributes.GroundFloor == GroundFloor.Dwelling)
            wall = wall.Under(new Surface(palette.Trim, 0.3f * opening.Outwards(x, at.Y), 1), Curves.Inside(Math.Max(outside - 0.17f, at.Y < 0.3f ? -0.02f : 0), pixel));
        else if (inGable && hasWindow)
            wall = wall.Under(new Surface(palette.Trim, 0.3f * opening.Outwards(x, at.Y), 1), Curves.Inside(outside - 0.12f, pixel));
        wall = growth.Overgrown(wall, at, outside);
        float open = 1 - (0.35f * Curves.Step(1.2f, 0, at.Y)) - (0.4f * Curves.Step(0.8f, 0, eaves.Bottom(at.X) - at.Y));
        return wall with { Open = wall.Open * open };
    }

    private Surface Structured(Surface wall, Vector2 at, int storey, float pixel)
    {
        switch (articulation)
        {
            case Articulation.Bands when storey > 0 || at.Y > Plan.Ground - 0.4f:
                int next = at.Y > Plan.Floor(storey) + (0.5f * Plan.Storey) ? storey + 1 : storey;
                float up = at.Y - (next >= Plan.Storeys ? Plan.Eaves + 9 : Plan.Floor(next)), band = Curves.Inside(Math.Abs(up + 0.04f) - 0.15f, pixel);
                return band <= 0 ? wall : wall.Under(new Surface(palette.Trim, new Vector2(0, up > 0.06f ? 0.6f : up < -0.10f ? -0.6f : 0), 1), band);
            case Articulation.Quoins when at.Y < Plan.Eaves:
                float row = MathF.Floor(at.Y / 0.42f), length = ((int)row & 1) == 0 ? 0.62f : 0.40f, toEnd = Math.Min(at.X - Plan.Left, Plan.Right - at.X);
                float edge = Math.Max(toEnd - length, Math.Abs(Curves.Fraction(at.Y / 0.42f) - 0.5f) * 0.42f - 0.19f), cover = Curves.Inside(edge, pixel);
                return cover <= 0 ? wall : wall.Under(new Surface(palette.Trim * (1 + (0.06f * Noise.At((int)row, (int)at.X, Plan.Seed1))), new Vector2(0, Curves.Step(-0.06f, 0, edge) * (Curves.Fraction(at.Y / 0.42f) > 0.5f ? 0.5f : -0.5f)), 1), cover);
            case Articulation.Pilasters when storey > 0 && at.Y < Plan.Eaves - 0.2f:
                float half = Math.Min(0.21f, (Plan.Bay / 2) - Plan.HalfWindow - 0.05f), offset = (at.X - Plan.Left) / Plan.Bay, across = (offset - MathF.Round(offset)) * Plan.Bay;
                float column = Curves.Inside(Math.Abs(across) - half, pixel), capital = at.Y > Plan.Eaves - 0.75f || at.Y < Plan.Ground + 0.3f ? 1 : 0;
                float slant = Curves.Step(half - 0.07f, half, Math.Abs(across)) * MathF.Sign(across);
                return column <= 0 ? wall : wall.Under(new Surface(palette.Trim * (1 - (0.06f * capital)), new Vector2(0.8f * slant, 0.15f * capital), 1), column);
            default:
                return wall;
        }
    }

    // From the gutter to the ground at the right end, with the dark line where it meets the wall.
    private Surface Downpipe(Surface wall, Vector2 at, float pixel)
    {
        float across = at.X - Plan.Right + 0.22f;
        if (Math.Abs(across) > 0.2f || at.Y > Plan.Eaves || attributes.Row == HouseRow.Detached) return wall;
        float pipe = Curves.Line(across, 0.055f, pixel), beside = Curves.Line(across, 0.10f, pixel) - pipe;
        Vector3 zinc = Vector3.Lerp(LinearColour.Rgb(120, 122, 122), palette.Wall, 0.35f);
        return (wall with { Colour = wall.Colour * (1 - (0.35f * Math.Max(0, beside))) }).Under(new Surface(zinc, new Vector2(Math.Clamp(12 * across, -0.9f, 0.9f), 0), 1), pipe);
    }

    private float Sunlit(Vector2 at, float x, Opening opening, bool hasWindow, Shadows shadows, float pixel)
    {
        float lit = shadows.FromOpposite(at);
        if (lit <= 0) return 0;
        lit *= shadows.UnderTree(new Vector3(at, 0));
        lit *= shadows.UnderSlab(at, Plan.Left - 0.3f, Plan.Right + 0.3f, eaves.Bottom(at.X), eaves.Depth, pixel);
        lit *= balconies.Sunlit(shadows, at, pixel) * street.Sunlit(shadows, at, pixel);
        if (!hasWindow) return lit;
        var local = new Vector2(x, at.Y);
        lit *= shadows.UnderSlab(local, -opening.HalfWidth - 0.14f, opening.HalfWidth + 0.14f, opening.Bottom - 0.115f, 0.14f, pixel);
        if (!trim.HasHood) return lit;
        float half = trim.HoodHalf(opening);
        return lit * shadows.UnderSlab(local, -half, half, WindowTrim.HoodBottom(opening), 0.26f, pixel);
    }
}
