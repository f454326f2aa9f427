using System.Numerics;
using Csa.Drawings.Painting;

namespace Csa.Drawings.Facades;

/// <summary>The materials of walls. Details finer than a cell are averaged.</summary>
internal static class Masonry
{
    private static readonly Vector3 Mortar = LinearColour.Rgb(184, 174, 160);

    /// <summary>The bare wall of a house.</summary>
    /// <param name="plan">The house.</param>
    /// <param name="material">Its material.</param>
    /// <param name="palette">Its colours.</param>
    /// <param name="at">x, y in street space.</param>
    /// <param name="pixel">Metres per cell.</param>
    public static Surface At(HousePlan plan, WallMaterial material, FacadePalette palette, Vector2 at, float pixel) => material switch
    {
        WallMaterial.Plaster => Plaster(palette.Wall, at, plan.Seed1),
        WallMaterial.Brick => Brick(palette.Wall, at, pixel, plan.Seed1),
        WallMaterial.Stone => Stone(palette.Wall, at, pixel, plan.Seed1),
        WallMaterial.Boards => Boards(palette.Wall, at, pixel, plan.Seed1),
        _ => HalfTimbered(plan, palette, at, pixel),
    };

    public static Surface Plaster(Vector3 colour, Vector2 at, uint seed)
    {
        float broad = Noise.Value(at.X * 0.8f, at.Y * 0.8f, seed), fine = Noise.Value(at.X * 7, at.Y * 7, seed + 1);
        return new Surface(colour * (1 + (0.06f * broad) + (0.05f * fine)), new Vector2(0.04f * fine, 0.05f * broad), 1);
    }

    public static Surface Brick(Vector3 colour, Vector2 at, float pixel, uint seed)
    {
        const float wide = 0.30f, high = 0.105f, joint = 0.009f;
        float course = MathF.Floor(at.Y / high), along = (at.X / wide) + (course * 0.5f), column = MathF.Floor(along);
        float x = (along - column - 0.5f) * wide, y = ((at.Y / high) - course - 0.5f) * high;
        float visible = Math.Min(1, 0.12f / pixel);
        float tone = 1 + (visible * 0.26f * Noise.At((int)column, (int)course, seed)) + (0.10f * Noise.Value(at.X * 0.7f, at.Y * 0.7f, seed + 2));
        if (Noise.At((int)column, (int)course, seed + 7) > 0.82f) tone *= 1 - (0.35f * visible);
        float mortar = Math.Max(Curves.Line(Math.Abs(y) - (high / 2), joint, pixel), Curves.Line(Math.Abs(x) - (wide / 2), joint, pixel));
        Vector3 burnt = new(1 + (0.08f * visible * Noise.At((int)course, (int)column, seed + 5)), 1, 1);
        return new Surface(Vector3.Lerp(colour * burnt * tone, Mortar * (0.4f + (0.6f * colour.Length())), 0.72f * mortar), new Vector2(0, 0.22f * visible * y / high), 1 - (0.10f * mortar));
    }

    public static Surface Stone(Vector3 colour, Vector2 at, float pixel, uint seed)
    {
        const float high = 0.36f;
        float course = MathF.Floor(at.Y / high), wide = 0.66f + (0.16f * Noise.At((int)course, 4, seed));
        float along = (at.X / wide) + (course * 0.53f), column = MathF.Floor(along);
        float x = (along - column - 0.5f) * wide, y = ((at.Y / high) - course - 0.5f) * high;
        float toSide = (wide / 2) - Math.Abs(x), toBed = (high / 2) - Math.Abs(y);
        float joint = Math.Max(Curves.Line(toBed, 0.013f, pixel), Curves.Line(toSide, 0.013f, pixel));
        float grain = Noise.Fractal(at.X * 3.2f, at.Y * 4.4f, seed, 2);
        float tone = 1 + (0.13f * Noise.At((int)column, (int)course, seed + 3)) + (0.08f * grain);
        var lean = new Vector2(
            0.7f * MathF.Sign(x) * Curves.Step(0.05f, 0.01f, toSide), 0.7f * MathF.Sign(y) * Curves.Step(0.05f, 0.01f, toBed)) * Math.Min(1, 0.06f / pixel);
        return new Surface(colour * (tone * (1 - (0.55f * joint))), lean + new Vector2(0.05f * grain, 0), 1 - (0.3f * joint));
    }

    private static Surface Boards(Vector3 colour, Vector2 at, float pixel, uint seed)
    {
        const float high = 0.19f;
        float board = MathF.Floor(at.Y / high), y = (at.Y / high) - board;
        float grain = Noise.Value(at.X * 1.3f, at.Y * 26, seed), lap = Curves.Line((1 - y) * high, 0.014f, pixel);
        float tone = 1 + (0.07f * Noise.At((int)board, (int)MathF.Floor((at.X / 3.4f) + (board * 0.37f)), seed + 2)) + (0.06f * grain);
        return new Surface(colour * (tone * (1 - (0.5f * lap))), new Vector2(0, 0.10f), 1 - (0.4f * lap) - (0.10f * y * Math.Min(1, 0.15f / pixel)));
    }

    // Posts beside the windows, rails at the floors and half way up, a brace across some panels.
    private static Surface HalfTimbered(HousePlan plan, FacadePalette palette, Vector2 at, float pixel)
    {
        const float half = 0.085f;
        uint seed = plan.Seed1;
        int storey = plan.StoreyAt(at.Y), bay = plan.BayAt(at.X);
        float floor = plan.Floor(storey), high = storey == 0 ? plan.Ground : plan.Storey;
        float x = at.X - plan.Middle(bay), y = at.Y - floor, post = plan.HalfWindow + 0.20f;
        float beam = Math.Max(Edge(Math.Abs(x) - (plan.Bay / 2), half, pixel), Edge(Math.Abs(x) - post, half, pixel));
        beam = Math.Max(beam, Math.Max(Edge(y, 0.13f, pixel), Edge(y - high, 0.13f, pixel)));
        beam = Math.Max(beam, Edge(y - (0.27f * high), half, pixel));
        if (Math.Abs(x) > post)
        {
            float panel = (plan.Bay / 2) - post, along = (Math.Abs(x) - post) / panel, up = (y / high * 1.2f) - 0.1f;
            bool leans = Noise.At(bay, storey, seed + 4) > -0.2f;
            if (leans) beam = Math.Max(beam, Edge((up - along) * high * 0.32f, half * 0.8f, pixel));
        }

        float grain = Noise.Value((at.X * 9) + (at.Y * 2), (at.Y * 9) - (at.X * 2), seed + 6);
        var wood = new Surface(palette.Beam * (1 + (0.22f * grain)), new Vector2(0.05f * grain, 0), 1);
        Surface infill = Plaster(palette.Wall, at, seed);
        float near = Curves.Step(0.35f, 0, 1 - beam);
        return (infill with { Open = 1 - (0.12f * near) }).Under(wood, beam);
    }

    private static float Edge(float distance, float half, float pixel) => Curves.Inside(Math.Abs(distance) - half, pixel);
}
