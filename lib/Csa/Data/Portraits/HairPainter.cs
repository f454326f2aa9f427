using Csa.Data.Drawing;
using SkiaSharp;

namespace Csa.Data.Portraits;

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

    private static void DrawHairs(SKCanvas canvas, PortraitAttributes attributes, Head head, SKColor colour, HairShape hair, Random random)
    {
        float wave = attributes.HairStyle == HairStyle.Wavy ? 0.16f : 0.025f;
        using SKPath dark = new(), mid = new(), bright = new();
        var points = new SKPoint[8];
        int count = hair.Flow == HairFlow.Along ? 170 : 210;
        for (int i = 0; i < count; i++)
        {
            float s0 = (float)random.NextDouble() * 1.04f, phase = 6.28f * (float)random.NextDouble(), t = (float)random.NextDouble();
            float end = random.NextDouble() < hair.Parting ? -0.02f : 1.02f, from = hair.Parting + (0.02f * (t - 0.5f));
            float start = 0.35f * (float)random.NextDouble() * (float)random.NextDouble();
            for (int k = 0; k < points.Length; k++)
            {
                float u = k / (points.Length - 1f);
                points[k] = hair.Flow == HairFlow.Along
                    ? hair.At(from + ((end - from) * (start + ((1 - start) * u))), s0 + (wave * MathF.Sin(phase + (7 * u)) * u))
                    : hair.At(t + (0.05f * (u - 0.5f) * MathF.Sin(phase)) + (0.06f * u * (0.5f - t)), (s0 * 0.5f) + (0.52f * u));
            }

            float towards = (points[3].X * head.Light.X * 2.2f) - points[3].Y;
            SKPath batch = i % 2 == 0 ? dark : towards > 0.12f + (0.25f * t) ? bright : mid;
            Strokes.AddCurve(batch, points);
        }

        canvas.Line(dark, colour.Shade(0.42f).Fade(0.55f), 0.0052f, 0.0009f);
        canvas.Line(mid, colour.Shade(0.95f).Fade(0.6f), 0.0045f);
        canvas.Line(bright, colour.Shade(1.42f).Fade(0.62f), 0.0040f);
    }

    private static void DrawCurls(SKCanvas canvas, Head head, SKColor colour, HairShape hair, Random random, bool tight)
    {
        using SKPath dark = new(), mid = new(), bright = new();
        int count = tight ? 620 : 420;
        float size = tight ? 0.011f : 0.019f;
        for (int i = 0; i < count; i++)
        {
            float s = (float)Math.Sqrt(random.NextDouble()) * 1.04f;
            SKPoint at = hair.At((float)random.NextDouble(), s);
            float radius = size * (0.6f + (0.7f * (float)random.NextDouble())), angle = 360 * (float)random.NextDouble();
            float towards = (at.X * head.Light.X * 2f) - at.Y + (0.15f * (float)random.NextDouble());
            SKPath batch = i % 5 < 2 ? dark : towards > 0.22f ? bright : mid;
            batch.AddArc(new SKRect(at.X - radius, at.Y - radius, at.X + radius, at.Y + radius), angle, 230);
        }

        canvas.Line(dark, colour.Shade(0.40f).Fade(0.75f), size * 0.55f, 0.001f);
        canvas.Line(mid, colour.Shade(0.95f).Fade(0.75f), size * 0.42f);
        canvas.Line(bright, colour.Shade(1.4f).Fade(0.6f), size * 0.32f);
    }
}
