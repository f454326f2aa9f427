using Csa.Data;
using Csa.Drawings.Painting;
using SkiaSharp;

namespace Csa.Drawings.Portraits;

/// <summary>The background behind the head, out of focus, in the unit square.</summary>
internal static class Backdrop
{
    // Out of focus: nothing in it is finer than this grid.
    private const int Cells = 56;

    public static void Draw(SKCanvas canvas, PortraitAttributes attributes)
    {
        float hue = (float)attributes.BackgroundHue, lightness = 0.15f + (0.50f * (float)attributes.BackgroundLightness);
        Random random = Seed.Generator(Seed.Derive(attributes.DetailSeed, 6));
        uint seed = (uint)random.Next();
        SKColor colour = Colours.Hsl(hue, 0.19f, lightness);
        using SKImage texture = Noise.Texture(Cells, Cells, (x, y) =>
        {
            SKColor surface = attributes.Background switch
            {
                Background.Curtain => colour.Shade(1 + (0.36f * MathF.Sin((26 * x) + (2.2f * Noise.Value(3 * x, 0.7f * y, seed))))),
                Background.Plaster => colour.Shade(1 + (0.24f * Noise.Fractal(4 * x, 4 * y, seed, 4))),
                Background.Foliage => Leaf(hue, lightness, Noise.Fractal(8 * x, 8 * y, seed, 3), Noise.Value(3 * x, 3 * y, seed + 9)),
                _ => colour,
            };
            return surface.Shade(Falloff(x, y, (float)attributes.LightAzimuth));
        });
        canvas.DrawImage(texture, new SKRect(0, 0, 1, 1), new SKSamplingOptions(SKFilterMode.Linear));
        if (attributes.Background == Background.Bokeh) DrawBokeh(canvas, hue, lightness, random);
        if (attributes.Background == Background.Window) DrawWindow(canvas, colour, random);
    }

    // Brighter towards the key light's height, with a glow behind the shoulder that the key light leaves dark, as
    // photographers set it; darker in the corners, as lenses make it.
    private static float Falloff(float x, float y, float azimuth)
    {
        float glowX = x - 0.5f + (0.3f * azimuth), glowY = y - 0.45f, cornerX = x - 0.5f, cornerY = y - 0.5f;
        float glow = Math.Max(0, 1 - ((glowX * glowX) + (glowY * glowY)) / 0.5f);
        float corner = Math.Max(0, ((cornerX * cornerX) + (cornerY * cornerY)) - 0.16f);
        return (1.10f - (0.35f * y) + (0.38f * glow * glow)) * (1 - (1.1f * corner));
    }

    private static void DrawBokeh(SKCanvas canvas, float hue, float lightness, Random random)
    {
        for (int i = 0; i < 22; i++)
        {
            var at = new SKPoint((float)random.NextDouble(), (float)random.NextDouble());
            float radius = 0.03f + (0.06f * (float)random.NextDouble()), opacity = 0.10f + (0.28f * (float)random.NextDouble());
            SKColor colour = Colours.Hsl(hue + (0.16f * (float)(random.NextDouble() - 0.5)), 0.5f, Math.Min(0.85f, lightness + 0.28f));
            using var disc = new SKPath();
            disc.AddCircle(at.X, at.Y, radius);
            canvas.Fill(disc, SKShader.CreateRadialGradient(at, radius, [colour.Fade(opacity * 0.7f), colour.Fade(opacity), colour.Fade(0)], [0, 0.82f, 1], SKShaderTileMode.Clamp));
        }
    }

    private static void DrawWindow(SKCanvas canvas, SKColor colour, Random random)
    {
        float left = -0.1f + (0.2f * (float)random.NextDouble()), top = -0.15f + (0.2f * (float)random.NextDouble());
        using var panes = new SKPath();
        for (int column = 0; column < 3; column++)
            for (int row = 0; row < 3; row++)
                panes.AddRect(new SKRect(left + (0.42f * column), top + (0.38f * row), left + (0.42f * column) + 0.36f, top + (0.38f * row) + 0.32f));
        canvas.Fill(panes, Colours.Mix(colour, new SKColor(238, 242, 246), 0.55f).Fade(0.85f), 0.014f);
    }

    private static SKColor Leaf(float hue, float lightness, float tone, float gap) =>
        Colours.Hsl(0.24f + (0.12f * (hue - 0.5f)) + (0.03f * gap), 0.24f, 0.06f + (lightness * 0.72f) + (0.13f * tone) + (0.06f * gap));
}
