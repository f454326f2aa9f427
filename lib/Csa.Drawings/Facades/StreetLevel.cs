using System.Numerics;
using Csa.Drawings.Painting;

namespace Csa.Drawings.Facades;

/// <summary>The storey at street level: a door, and windows, shops or arches beside it.</summary>
internal sealed class StreetLevel(FacadeAttributes attributes, FacadePalette palette, FacadeLight light, HousePlan plan, WindowPane pane)
{
    private const float AwningDepth = 1.15f, AwningTop = 3.02f, AwningBottom = 2.42f;
    private readonly uint seed = plan.Seed1 + 80;
    private readonly bool striped = Noise.At(1, 8, plan.Seed1) > -0.2f;
    private readonly Vector3 stripe = Vector3.Lerp(palette.Accent, LinearColour.Rgb(236, 230, 214), 0.92f);

    /// <summary>True for a bay with a window like those above it.</summary>
    public bool HasWindow(int bay) => attributes.GroundFloor == GroundFloor.Dwelling && bay != plan.DoorBay;

    public bool HasAwning(int bay) => attributes.GroundFloor == GroundFloor.Shops && bay != plan.DoorBay && Noise.At(bay / 2, 9, plan.Seed1) > -0.35f;

    /// <summary>The outline of the opening in a bay.</summary>
    public Opening Opening(int bay)
    {
        float half = Math.Min((plan.Bay / 2) - 0.30f, 1.25f);
        if (attributes.GroundFloor == GroundFloor.Arcade) return new Opening(half, 0, 2.15f + half, WindowShape.Round);
        if (bay == plan.DoorBay) return new Opening(0.62f, 0.30f, 2.95f, attributes.GroundFloor == GroundFloor.Shops ? WindowShape.Rectangular : attributes.WindowShape);
        if (attributes.GroundFloor == GroundFloor.Shops) return new Opening((plan.Bay / 2) - 0.17f, 0.55f, 2.92f, WindowShape.Rectangular);
        Opening above = plan.Window(bay, 0);
        return above with { Bottom = above.Bottom + 0.25f, Top = above.Top + 0.25f };
    }

    /// <summary>The wall with its plinth, or with the shop front on it.</summary>
    public Surface Over(Surface wall, Vector2 at, int bay, float pixel)
    {
        float x = at.X - plan.Middle(bay), y = at.Y;
        if (attributes.GroundFloor == GroundFloor.Shops)
        {
            float fascia = Curves.Inside(Math.Abs(y - 3.30f) - 0.27f, pixel), cap = Curves.Inside(Math.Abs(y - 3.63f) - 0.08f, pixel);
            float front = Curves.Inside(Math.Abs(x) - (plan.Bay / 2) + 0.05f, pixel) * Curves.Inside(y - 3.02f, pixel);
            float panel = Curves.Line(Math.Max(Math.Abs(x) - (plan.Bay / 2) + 0.28f, Math.Abs(y - 0.28f) - 0.16f), 0.025f, pixel);
            wall = wall.Under(new Surface(palette.Accent * (1 - (0.35f * panel)), Vector2.Zero, 0.92f), front);
            wall = wall.Under(Fascia(at, y), fascia);
            return wall.Under(new Surface(palette.Trim, new Vector2(0, y > 3.62f ? 0.5f : -0.3f), 1), cap);
        }

        float plinth = Curves.Inside(y - 0.48f, pixel);
        if (plinth > 0)
        {
            Surface stone = Masonry.Stone(palette.Trim * 0.78f, at, pixel, seed);
            wall = wall.Under(y > 0.42f ? stone with { Lean = new Vector2(0, 0.7f) } : stone, plinth);
        }

        if (attributes.GroundFloor != GroundFloor.Arcade) return wall;
        Opening arch = Opening(bay);
        float outside = arch.Distance(x, y), spring = arch.Top - arch.HalfWidth;
        if (y > spring)
        {
            float ring = Curves.Inside(Math.Abs(outside - 0.16f) - 0.16f, pixel);
            float joint = Curves.Line((Curves.Fraction(MathF.Atan2(y - spring, x) * 3.5f) - 0.5f) * 0.4f, 0.012f, pixel);
            wall = wall.Under(new Surface(palette.Trim * (1 - (0.4f * joint)), 0.25f * arch.Outwards(x, y), 1), ring);
        }

        float impost = Curves.Inside(Math.Max(-outside, Math.Abs(y - spring) - 0.09f), pixel);
        return wall.Under(new Surface(palette.Trim, new Vector2(0, y > spring ? 0.4f : -0.2f), 1), impost);
    }

    /// <summary>The light from a place inside an opening.</summary>
    public Vector3 Inside(in Sight sight, Opening opening, int bay)
    {
        float middle = plan.Middle(bay);
        if (attributes.GroundFloor == GroundFloor.Arcade) return Passage(sight, opening, bay, middle);
        if (bay == plan.DoorBay) return Door(sight, opening, middle, bay);
        return attributes.GroundFloor == GroundFloor.Shops ? Shop(sight, opening, bay, middle) : pane.Light(sight, middle, opening, bay, 0, attributes.Glazing, true);
    }

    /// <summary>The fraction of sunlight that an awning lets through.</summary>
    public float Sunlit(Shadows shadows, Vector2 at, float pixel)
    {
        if (attributes.GroundFloor != GroundFloor.Shops || at.Y > AwningTop) return 1;
        float x = at.X + (Math.Max(0, AwningBottom - at.Y) * light.Sun.X / light.Sun.Y);
        int bay = plan.BayAt(x);
        if (!HasAwning(bay)) return 1;
        float middle = plan.Middle(bay), under = shadows.UnderSlab(at, middle - (plan.Bay / 2), middle + (plan.Bay / 2), AwningBottom + 0.02f, AwningDepth, pixel);
        return at.Y > AwningBottom ? 0 : under;
    }

    /// <summary>Adds the awnings along a line of sight.</summary>
    public void GatherAwnings(in Sight sight, ref Layers layers)
    {
        if (attributes.GroundFloor != GroundFloor.Shops || sight.Wall.Y > AwningTop + 0.1f) return;
        const float fall = (AwningTop - AwningBottom) / AwningDepth;
        Vector2 front = sight.At(AwningDepth);
        if (HasAwning(plan.BayAt(front.X)) && InHouse(front.X))
        {
            float scallop = 0.05f * Math.Abs(Curves.Fraction(front.X / 0.28f) - 0.5f) * 2;
            float cover = Curves.Inside(Math.Abs(front.Y - AwningBottom + 0.11f) - 0.11f - scallop, sight.Pixel);
            layers.Behind(Cloth(front.X, sight.Pixel) * light.OnFront(Vector2.Zero, 1, 1), cover);
            if (layers.Open <= 0) return;
        }

        // y = top - fall z on the cloth, from above or below.
        float z = (AwningTop - sight.Wall.Y) / (sight.Slope.Y + fall);
        if (z <= 0 || z >= AwningDepth) return;
        float x = sight.At(z).X;
        if (!HasAwning(plan.BayAt(x)) || !InHouse(x)) return;
        bool fromBelow = sight.Wall.Y < AwningTop && sight.Slope.Y + fall > 0 && sight.At(AwningDepth).Y < AwningBottom;
        var normal = Vector3.Normalize(new Vector3(0, 1, fall));
        Vector3 cloth = Cloth(x, sight.Pixel);
        layers.Behind(fromBelow ? cloth * (0.30f * light.On(normal, 1, 0.8f) + light.On(-normal, 0, 0.35f)) : cloth * light.On(normal, 1, 1), 1);
    }

    private bool InHouse(float x) => x > plan.Left && x < plan.Right;

    private Vector3 Cloth(float x, float pixel)
    {
        if (!striped) return palette.Accent * 1.25f;
        float band = (Curves.Fraction(x / 0.52f) - 0.5f) * 0.52f;
        return Vector3.Lerp(palette.Accent * 1.2f, stripe, Curves.Inside(Math.Abs(band) - 0.13f, pixel));
    }

    // A name in letters of no alphabet: an upright each, and two strokes by chance.
    private Surface Fascia(Vector2 at, float y)
    {
        const float wide = 0.21f, high = 0.30f;
        float sign = MathF.Floor((at.X - plan.Left) / (2 * plan.Bay)), x = at.X - plan.Left - ((sign + 0.5f) * 2 * plan.Bay);
        float letter = MathF.Floor(x / wide), across = ((x / wide) - letter) * wide, up = y - 3.30f + (high / 2), half = 0.85f + (0.35f * Noise.At((int)sign, 4, seed));
        if (up is < 0 or > high || Math.Abs(x) > half || Noise.At((int)letter, (int)sign, seed + 2) < -0.8f) return new Surface(palette.Accent * 0.85f, Vector2.Zero, 1);
        float[] bars = [0, high, high / 2];
        float ink = across < 0.045f ? 1 : 0;
        for (int i = 0; i < bars.Length; i++)
            if (Noise.At((int)letter, i + (4 * (int)sign), seed + 3) > -0.1f && across < 0.15f && Math.Abs(up - bars[i]) < 0.05f) ink = 1;
        if (across is > 0.105f and < 0.15f && Noise.At((int)letter, (int)sign, seed + 4) > 0.1f) ink = 1;
        return new Surface(Vector3.Lerp(palette.Accent * 0.85f, stripe, 0.9f * ink), Vector2.Zero, 1);
    }

    private Vector3 Door(in Sight sight, Opening opening, float middle, int bay)
    {
        Vector2 back = sight.At(-0.28f);
        float x = back.X - middle, y = back.Y, inside = -opening.Distance(x, y), pixel = sight.Pixel;
        float shade = opening.Distance(x + (0.28f * light.Sun.X / light.Sun.Z), y + (0.28f * light.Sun.Y / light.Sun.Z));
        float sunlit = Curves.Step(0.1f + light.Penumbra, -0.1f, shade), open = 0.45f + (0.45f * Curves.Step(0, 0.5f, inside));
        if (inside < 0 && y < opening.Bottom + 0.02f) return palette.Trim * light.On(Vector3.UnitY, sunlit, 0.6f);
        if (inside < 0) return palette.Trim * 0.9f * light.On(new Vector3(-opening.Outwards(x, y), 0), 0.7f, 0.5f);
        float head = opening.Top - 0.62f - (0.4f * opening.ArchRise);
        if (y > head) return pane.Light(sight, middle, opening with { Bottom = head }, bay, 0, Glazing.Casement, false);
        float across = Math.Abs(x), panelX = Math.Abs(across - 0.29f) - 0.17f, up = (y - opening.Bottom) / (head - opening.Bottom);
        float panelY = (Math.Abs(Curves.Fraction(up * 2.999f) - 0.5f) - 0.36f) * (head - opening.Bottom) / 3;
        float panel = Math.Max(panelX, panelY), groove = Curves.Line(panel, 0.022f, pixel);
        float knob = Curves.Inside(Vector2.Distance(new Vector2(x, y), new Vector2(-0.46f, opening.Bottom + 1.02f)) - 0.05f, pixel);
        var lean = new Vector2(0, panel < 0 ? 0.05f : 0);
        Vector3 wood = palette.Accent * (1 - (0.45f * groove) - (0.4f * Curves.Line(inside, 0.02f, pixel)));
        return Vector3.Lerp(wood, LinearColour.Rgb(224, 190, 110), knob) * light.OnFront(lean, sunlit, open);
    }

    private Vector3 Shop(in Sight sight, Opening opening, int bay, float middle)
    {
        Vector3 glass = pane.Light(sight, middle, opening, bay, 0, Glazing.Single, false);
        float outside = opening.Distance(sight.Wall.X - middle, sight.Wall.Y), pixel = sight.Pixel;
        float bars = Math.Max(Curves.Line(sight.Wall.Y - 2.35f, 0.035f, pixel), Curves.Line(sight.Wall.X - middle, 0.03f, pixel));
        float wood = Math.Max(bars, Curves.Inside(-0.08f - outside, pixel));
        Vector3 seen = (0.62f * glass) + (0.85f * Display(sight, bay, middle));
        return Vector3.Lerp(seen, palette.Accent * 0.9f * light.OnFront(Vector2.Zero, 0.7f, 0.8f), wood);
    }

    // Goods side by side on a table behind the glass, lamps above them, a dim wall with shelves further back.
    private Vector3 Display(in Sight sight, int bay, float middle)
    {
        Vector2 near = sight.At(-0.7f), far = sight.At(-2.2f);
        float slot = MathF.Floor((near.X - middle) / 0.34f), across = Curves.Fraction((near.X - middle) / 0.34f) - 0.5f;
        float high = 0.86f + (0.32f * (1 + Noise.At((int)slot, bay, seed + 5))) - (0.7f * across * across * across * across * 4), inShop = Curves.Step(3.2f, 1, near.Y);
        float lamps = Curves.Step(0.20f, 0.02f, Vector2.Distance(new Vector2((Curves.Fraction(near.X / 1.1f) - 0.5f) * 1.1f, near.Y), new Vector2(0, 2.52f)));
        Vector3 glow = new Vector3(0.42f, 0.34f, 0.24f) * (0.35f + (0.5f * inShop) + (0.9f * (float)attributes.LitWindows));
        Vector3 shelves = LinearColour.Rgb(140, 112, 84) * (Curves.Fraction(far.Y / 0.5f) < 0.12f ? 0.5f : 1 + (0.45f * Noise.At((int)MathF.Floor(far.X / 0.22f), (int)MathF.Floor(far.Y / 0.5f), seed + 8)));
        Vector3 thing = LinearColour.Hsl((float)attributes.AccentHue + (0.35f * Noise.At((int)slot, bay, seed + 6)), 0.30f, 0.40f + (0.22f * Noise.At((int)slot, bay, seed + 7)));
        Vector3 seen = near.Y < 0.74f ? LinearColour.Rgb(120, 92, 66) : near.Y < high && Math.Abs(across) < 0.43f ? thing * (1.5f - (0.9f * Math.Abs(across + 0.15f))) : 0.55f * shelves;
        return (seen * glow) + (lamps * new Vector3(0.7f, 0.5f, 0.26f));
    }

    // A vault 2.4 metres deep with a lit back wall, darker towards its ceiling.
    private Vector3 Passage(in Sight sight, Opening arch, int bay, float middle)
    {
        Vector2 jamb = sight.At(-0.55f);
        float x = jamb.X - middle, y = jamb.Y, inside = -arch.Distance(x, y);
        if (inside < 0 && y > 0)
        {
            Vector2 inwards = -arch.Outwards(x, y);
            return palette.Trim * 0.85f * light.On(new Vector3(inwards, 0.0001f), 0.7f, 0.6f);
        }

        const float deep = 2.4f;
        Vector2 back = sight.At(-deep);
        if (back.Y < 0)
        {
            float z = -sight.Wall.Y / sight.Slope.Y;
            return LinearColour.Rgb(150, 140, 128) * light.On(Vector3.UnitY, Curves.Step(-1.6f, -0.2f, z) * 0.6f, Math.Max(0.18f, 0.75f + (0.25f * z)));
        }

        float across = Math.Abs(back.X - plan.Middle(plan.BayAt(back.X)));
        bool glazed = bay != plan.DoorBay && across < 0.85f && back.Y is > 0.6f and < 2.5f, door = bay == plan.DoorBay && across < 0.55f && back.Y < 2.3f;
        float open = 0.40f * Curves.Step(4.2f, 0.5f, back.Y);
        Vector3 wall = Vector3.Lerp(palette.Wall, palette.Trim, 0.3f) * light.OnFront(Vector2.Zero, 0.10f, open);
        if (door) return palette.Accent * light.OnFront(Vector2.Zero, 0, open);
        if (!glazed) return wall;
        bool bar = across < 0.04f || Math.Abs(across - 0.82f) < 0.05f || Math.Abs(back.Y - 1.9f) < 0.03f;
        return bar ? palette.Frame * light.OnFront(Vector2.Zero, 0, open) : (0.5f * wall) + (new Vector3(0.30f, 0.20f, 0.10f) * (0.35f + (float)attributes.LitWindows));
    }
}
