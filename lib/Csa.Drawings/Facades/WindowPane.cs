using System.Numerics;
using Csa.Drawings.Painting;

namespace Csa.Drawings.Facades;

/// <summary>The inside of a window opening: its reveal, frame, bars, glass, and the room behind.</summary>
internal sealed class WindowPane(FacadeAttributes attributes, FacadePalette palette, FacadeLight light, uint seed)
{
    private const float Recess = 0.17f, FrameWidth = 0.065f, BarWidth = 0.035f;
    private static readonly Vector3 Room = LinearColour.Rgb(38, 34, 34);
    private static readonly Vector3 Lamp = new(0.68f, 0.39f, 0.16f);

    /// <summary>The light that comes from a place inside an opening.</summary>
    /// <param name="sight">The line of sight.</param>
    /// <param name="middle">The x of the opening's middle.</param>
    /// <param name="opening">Its outline.</param>
    /// <param name="bay">The window's column …</param>
    /// <param name="storey">… and row.</param>
    /// <param name="glazing">How bars divide it.</param>
    /// <param name="dressed">True where curtains may hang.</param>
    public Vector3 Light(in Sight sight, float middle, Opening opening, int bay, int storey, Glazing glazing, bool dressed)
    {
        Vector2 here = sight.Wall, back = sight.At(-Recess);
        float x = back.X - middle, y = back.Y, inside = -opening.Distance(x, y);
        Vector3 reveal = Vector3.Zero;
        float revealCover = Curves.Inside(inside, sight.Pixel);
        if (revealCover > 0)
        {
            Vector2 inwards = -opening.Outwards(x, y);
            float deep = 1 - Math.Clamp(-inside / Recess / 0.7f, 0, 1);
            reveal = palette.Trim * 0.92f * light.On(new Vector3(inwards, 0.0001f), 0.75f, 0.80f - (0.45f * deep));
            if (revealCover >= 1) return reveal;
        }

        // The sun's line from the frame to the plane of the front: is it still in the opening there?
        var toSun = new Vector2(light.Sun.X, light.Sun.Y) * (Recess / light.Sun.Z);
        float shade = opening.Distance(x + toSun.X, y + toSun.Y), rim = light.Penumbra * Recess * 2;
        float sunlit = Curves.Step(rim, -rim, shade);
        float open = 0.50f + (0.5f * Curves.Step(0, 0.35f, inside));
        float frame = Math.Max(Curves.Inside(inside - FrameWidth, sight.Pixel), Bars(opening, glazing, x, y, sight.Pixel));
        Vector3 wood = palette.Frame * light.OnFront(new Vector2(0, 0.05f), sunlit, open);
        Vector3 pane = frame >= 1 ? Vector3.Zero : Glass(sight, middle, opening, bay, storey, x, y, sunlit, dressed);
        Vector3 seen = Vector3.Lerp(pane, wood, frame);
        return revealCover <= 0 ? seen : Vector3.Lerp(seen, reveal, revealCover);
    }

    private static float Bars(Opening opening, Glazing glazing, float x, float y, float pixel)
    {
        const float half = BarWidth;
        float high = opening.Top - opening.Bottom, up = y - opening.Bottom;
        switch (glazing)
        {
            case Glazing.Single:
                return 0;
            case Glazing.Casement:
                return Curves.Line(x, half, pixel);
            case Glazing.Cross:
                float transom = 0.68f * high;
                return Math.Max(Curves.Line(up - transom, half, pixel), up < transom ? Curves.Line(x, half, pixel) : 0);
            default:
                float pitchX = 2 * opening.HalfWidth / 3, rows = Math.Max(3, MathF.Round(high / 0.42f)), pitchY = high / rows;
                float toX = Curves.Fraction((x / pitchX) + 0.5f + 0.5f), toY = Curves.Fraction((up / pitchY) + 0.5f);
                return Math.Max(Curves.Line((toX - 0.5f) * pitchX, 0.019f, pixel), Curves.Line((toY - 0.5f) * pitchY, Math.Abs((2 * up) - high) < 0.5f * pitchY ? 0.035f : 0.019f, pixel));
        }
    }

    private Vector3 Glass(in Sight sight, float middle, Opening opening, int bay, int storey, float x, float y, float sunlit, bool dressed)
    {
        // Panes never hang quite in one plane: each mirrors another piece of the world.
        var tilt = new Vector3(0.035f * Noise.At(bay, storey, seed + 1), 0.05f * Noise.At(bay, storey, seed + 2), 0);
        var mirrored = new Vector3(sight.Ray.X, sight.Ray.Y, -sight.Ray.Z);
        float glancing = 1 - Math.Abs(Vector3.Normalize(sight.Ray).Z);
        float strength = 0.30f + (0.6f * glancing) + (0.12f * Noise.At(bay, storey, seed + 3));
        Vector3 mirror = light.Mirrored(Vector3.Normalize(mirrored) + tilt);
        float high = opening.Top - opening.Bottom, up = (y - opening.Bottom) / high;
        bool lit = Chance(bay, storey, 4) < attributes.LitWindows;
        Vector3 room = lit
            ? Lamp * (0.30f + (0.85f * Curves.Step(1.1f, 0.1f, Vector2.Distance(new Vector2(x / opening.HalfWidth, up), new Vector2(0.5f * Noise.At(bay, storey, seed + 5), 0.8f)))))
            : Room * (1 + (0.8f * up));
        if (dressed && Chance(bay, storey, 6) < attributes.Curtains) room = Curtain(sight, middle, opening, bay, storey, room, lit, sunlit);
        return Vector3.Lerp(room, mirror, Math.Clamp(strength * (lit ? 0.7f : 1), 0.08f, 0.85f));
    }

    // Drapes at the sides, nets all over or a blind; a hand's breadth behind the glass.
    private Vector3 Curtain(in Sight sight, float middle, Opening opening, int bay, int storey, Vector3 room, bool lit, float sunlit)
    {
        Vector2 at = sight.At(-Recess - 0.12f);
        float x = (at.X - middle) / opening.HalfWidth, up = (at.Y - opening.Bottom) / (opening.Top - opening.Bottom);
        float kind = Chance(bay, storey, 7), length = 0.35f + (0.5f * Chance(bay, storey, 8));
        Vector3 cloth = Vector3.Lerp(LinearColour.Rgb(226, 220, 206), LinearColour.Rgb(198, 176, 150), Chance(bay, storey, 9));
        float folds = 1 + (0.18f * MathF.Sin((x * 17) + (2 * Noise.At(bay, storey, seed + 10))));
        float cover = kind switch
        {
            < 0.55f => 0.94f * Curves.Step(0.03f, -0.03f, (0.45f + (0.35f * (up - 0.5f) * (up - 0.5f))) - Math.Abs(x)),
            < 0.68f => 0.55f,
            _ => 0.95f * Curves.Step(-0.012f, 0.012f, up - (1 - length)),
        };
        if (kind >= 0.68f) folds = 1 + (0.05f * Noise.At(0, (int)(up * 24), seed));
        Vector3 fallen = light.OnFront(Vector2.Zero, 0.55f * sunlit, 0.32f) + (lit ? Lamp * 0.45f : Vector3.Zero);
        return Vector3.Lerp(room, cloth * fallen * folds, cover);
    }

    // 0 … 1, of one window's own.
    private float Chance(int bay, int storey, uint purpose) => 0.5f + (0.5f * Noise.At(bay, storey, seed + (16 * purpose)));
}
