using Csa.Data;
using Csa.Drawings.Painting;
using SkiaSharp;

namespace Csa.Drawings.Portraits;

/// <summary>Paints hair: a body with light and shade, and single hairs over it.</summary>
internal static class HairPainter
{
    public static void DrawBehind(SKCanvas canvas, PortraitAttributes attributes, Head head, Palette palette, HairShape hair)
    {
        if (hair.Back is not { } back) return;
        SKRect bounds = back.Bounds;
        bool bun = attributes.HairStyle == HairStyle.Bun;
        SKColor top = palette.Hair.Shade(bun ? 0.95f : 0.5f), bottom = palette.Hair.Shade(bun ? 0.45f : 0.62f);
        canvas.Fill(back, SKShader.CreateLinearGradient(new SKPoint(0, bounds.Top), new SKPoint(0, bounds.Bottom), [top, bottom], null, SKShaderTileMode.Clamp));
        if (bun) canvas.Spot(new SKPoint(bounds.MidX + (0.05f * head.Light.X), bounds.Top + 0.04f), 0.07f, 0.035f, palette.Hair.Shade(1.5f), 0.5f);
    }

    public static void DrawFront(SKCanvas canvas, PortraitAttributes attributes, Head head, Palette palette, HairShape hair)
    {
        if (hair.Front is not { } front) return;
        SKColor colour = palette.Hair;
        SKRect bounds = front.Bounds;
        canvas.Fill(front, colour.Shade(0.66f), 0.006f);
        canvas.Save();
        canvas.ClipPath(front, antialias: true);
        canvas.Spot(new SKPoint(bounds.MidX + (0.18f * head.Light.X), bounds.Top + 0.16f), 0.36f, 0.24f, colour.Shade(1.2f), 0.75f);
        canvas.Spot(new SKPoint(bounds.MidX - (0.34f * head.Light.X), -0.05f), 0.22f, 0.45f, colour.Shade(0.3f), 0.8f * Math.Abs(head.Light.X));
        canvas.Restore();
        Random random = Seed.Generator(Seed.Derive(attributes.DetailSeed, 4));
        if (hair.Flow == HairFlow.Curls) DrawCurls(canvas, head, colour, hair, random, attributes.HairStyle == HairStyle.Afro);
        else DrawHairs(canvas, attributes, head, colour, hair, random);
    }

    // Wide locks first, single hairs over them; each set in three tones, the bright one where the key light falls.
    private static void DrawHairs(SKCanvas canvas, PortraitAttributes attributes, Head head, SKColor colour, HairShape hair, Random random)
    {
        float wave = attributes.HairStyle == HairStyle.Wavy ? 0.15f : 0.02f;
        bool fringe = attributes.HairStyle == HairStyle.Bob;
        DrawSet(canvas, head, colour, hair, random, fringe, wave, count: 44, width: 0.018f, opacity: 0.32f);
        bool brushed = hair.Flow == HairFlow.Across;
        DrawSet(canvas, head, colour, hair, random, fringe, wave, count: brushed ? 300 : 130, width: brushed ? 0.0034f : 0.0040f, opacity: 0.50f);
    }

    private static void DrawSet(SKCanvas canvas, Head head, SKColor colour, HairShape hair, Random random, bool fringe, float wave, int count, float width, float opacity)
    {
        using SKPath dark = new(), mid = new(), bright = new();
        Span<SKPoint> points = stackalloc SKPoint[6];
        for (int i = 0; i < count; i++)
        {
            float s = 1.05f * (float)random.NextDouble(), phase = 6.28f * (float)random.NextDouble(), t = (float)random.NextDouble();
            bool toLeft = random.NextDouble() < hair.Parting;
            for (int k = 0; k < points.Length; k++)
            {
                float u = k / (points.Length - 1f);
                points[k] = fringe && i % 2 == 0 ? Fallen(hair, t, s, u) : hair.Flow == HairFlow.Along ? Combed(hair, toLeft, t, fringe ? 0.26f : 0, s, u, wave * MathF.Sin(phase + (7 * u))) : Brushed(hair, t, s, u);
            }

            float lit = (points[3].X * head.Light.X * 2.2f) - points[3].Y;
            SKPath batch = i % 5 < 2 ? dark : lit > 0.10f + (0.25f * t) ? bright : mid;
            AddHair(batch, points);
        }

        canvas.Line(dark, colour.Shade(0.42f).Fade(opacity), width * 1.2f);
        canvas.Line(mid, colour.Shade(0.92f).Fade(opacity), width);
        canvas.Line(bright, colour.Shade(1.38f).Fade(opacity), width * 0.9f);
    }

    // Parabolas with the points as handles: half the time of a curve through the points, and hairs need not hit them.
    private static void AddHair(SKPath path, ReadOnlySpan<SKPoint> points)
    {
        path.MoveTo(points[0]);
        for (int i = 1; i < points.Length - 1; i++)
            path.QuadTo(points[i], new SKPoint((points[i].X + points[i + 1].X) / 2, (points[i].Y + points[i + 1].Y) / 2));
        path.LineTo(points[^1]);
    }

    // From somewhere near the parting, beyond a gap, down to one end of the band.
    private static SKPoint Combed(HairShape hair, bool toLeft, float t, float gap, float s, float u, float wave)
    {
        float from = hair.Parting + (0.02f * (t - 0.5f)), end = toLeft ? -0.02f : 1.02f, start = gap + (0.35f * t * t);
        return hair.At(from + ((end - from) * (start + ((1 - start) * u))), s + (wave * u));
    }

    // From the crown down to the fringe's edge.
    private static SKPoint Fallen(HairShape hair, float t, float s, float u) =>
        hair.At(0.5f + ((t - 0.5f) * (0.20f + (0.34f * u))), Math.Max(0.85f - (0.5f * s), 0.1f) - ((0.80f - (0.35f * s)) * u * u));

    // From the hairline, or a little in front of it, to the silhouette.
    private static SKPoint Brushed(HairShape hair, float t, float s, float u) =>
        hair.At(t + (0.05f * u * MathF.Sin(11 * t)) + (0.012f * (s - 0.5f) * u) + (0.06f * u * (0.5f - t)), (s * 0.6f) - 0.05f + (0.48f * u));

    private static void DrawCurls(SKCanvas canvas, Head head, SKColor colour, HairShape hair, Random random, bool tight)
    {
        using SKPath dark = new(), mid = new(), bright = new();
        int count = tight ? 480 : 340;
        float size = tight ? 0.0125f : 0.021f;
        for (int i = 0; i < count; i++)
        {
            float s = (float)Math.Sqrt(random.NextDouble()) * 1.04f;
            SKPoint at = hair.At((float)random.NextDouble(), s);
            float radius = size * (0.6f + (0.7f * (float)random.NextDouble())), angle = 360 * (float)random.NextDouble();
            float towards = (at.X * head.Light.X * 2f) - at.Y + (0.15f * (float)random.NextDouble());
            SKPath batch = i % 5 < 2 ? dark : towards > 0.22f ? bright : mid;
            batch.AddArc(new SKRect(at.X - radius, at.Y - radius, at.X + radius, at.Y + radius), angle, 230);
        }

        canvas.Line(dark, colour.Shade(0.40f).Fade(0.75f), size * 0.6f);
        canvas.Line(mid, colour.Shade(0.95f).Fade(0.75f), size * 0.42f);
        canvas.Line(bright, colour.Shade(1.4f).Fade(0.6f), size * 0.32f);
    }
}
