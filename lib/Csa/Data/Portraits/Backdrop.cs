using Csa.Data.Drawing;
using SkiaSharp;

namespace Csa.Data.Portraits;

/// <summary>What is behind the head, out of focus, in the unit square.</summary>
internal static class Backdrop
{
    public static void Draw(SKCanvas canvas, PortraitAttributes attributes)
    {
        float hue = (float)attributes.BackgroundHue, lightness = 0.16f + (0.52f * (float)attributes.BackgroundLightness);
        SKColor colour = Colours.Hsl(hue, 0.30f, lightness);
        Random random = Seed.Generator(Seed.Derive(attributes.DetailSeed, 6));
        uint seed = (uint)random.Next();
        DrawWall(canvas, attributes, colour);
        switch (attributes.Background)
        {
            case Background.Bokeh: DrawBokeh(canvas, hue, lightness, random); break;
            case Background.Curtain: Stretch(canvas, (x, y) => Light(colour, 1 + (0.42f * MathF.Sin((26 * x) + (2.2f * Noise.Value(3 * x, 0.7f * y, seed)))))); break;
            case Background.Plaster: Stretch(canvas, (x, y) => Light(colour, 1 + (0.30f * Noise.Fractal(4 * x, 4 * y, seed, 4)))); break;
            case Background.Foliage: Stretch(canvas, (x, y) => Leaf(hue, lightness, Noise.Fractal(7 * x, 7 * y, seed, 3), Noise.Value(3 * x, 3 * y, seed + 9))); break;
            case Background.Window: DrawWindow(canvas, colour, random); break;
            default: break;
        }

        DrawGlow(canvas, attributes);
    }

    /// <summary>Darkens the corners, as lenses do.</summary>
    public static void DrawVignette(SKCanvas canvas)
    {
        using SKShader shader = SKShader.CreateRadialGradient(
            new SKPoint(0.5f, 0.48f), 0.80f, [SKColors.Black.Fade(0), SKColors.Black.Fade(0), SKColors.Black.Fade(0.32f)], [0, 0.55f, 1], SKShaderTileMode.Clamp);
        using var paint = new SKPaint { Shader = shader };
        canvas.DrawRect(0, 0, 1, 1, paint);
    }

    private static void DrawWall(SKCanvas canvas, PortraitAttributes attributes, SKColor colour)
    {
        float side = 0.35f * (float)attributes.LightAzimuth;
        using SKShader shader = SKShader.CreateLinearGradient(
            new SKPoint(0.5f + side, 0), new SKPoint(0.5f - side, 1), [colour.Shade(1.22f), colour.Shade(0.70f)], null, SKShaderTileMode.Clamp);
        using var paint = new SKPaint { Shader = shader };
        canvas.DrawRect(0, 0, 1, 1, paint);
    }

    // Light on the wall behind the shoulder opposite to the key light, as photographers set it.
    private static void DrawGlow(SKCanvas canvas, PortraitAttributes attributes) =>
        canvas.Spot(new SKPoint(0.5f - (0.3f * (float)attributes.LightAzimuth), 0.45f), 0.75f, 0.70f, SKColors.White, 0.14f);

    private static void DrawBokeh(SKCanvas canvas, float hue, float lightness, Random random)
    {
        for (int i = 0; i < 22; i++)
        {
            var at = new SKPoint((float)random.NextDouble(), (float)random.NextDouble());
            float radius = 0.03f + (0.06f * (float)random.NextDouble()), opacity = 0.12f + (0.30f * (float)random.NextDouble());
            SKColor colour = Colours.Hsl(hue + (0.16f * (float)(random.NextDouble() - 0.5)), 0.65f, Math.Min(0.85f, lightness + 0.28f));
            using SKShader shader = SKShader.CreateRadialGradient(at, radius, [colour.Fade(opacity * 0.7f), colour.Fade(opacity), colour.Fade(0)], [0, 0.82f, 1], SKShaderTileMode.Clamp);
            using var paint = new SKPaint { Shader = shader };
            canvas.DrawRect(at.X - radius, at.Y - radius, 2 * radius, 2 * radius, paint);
        }
    }

    private static void DrawWindow(SKCanvas canvas, SKColor colour, Random random)
    {
        float left = -0.1f + (0.2f * (float)random.NextDouble()), top = -0.15f + (0.2f * (float)random.NextDouble());
        using var panes = new SKPath();
        for (int column = 0; column < 3; column++)
            for (int row = 0; row < 3; row++)
                panes.AddRect(new SKRect(left + (0.42f * column), top + (0.38f * row), left + (0.42f * column) + 0.36f, top + (0.38f * row) + 0.32f));
        canvas.Fill(panes, Colours.Mix(colour, new SKColor(238, 242, 246), 0.55f), 0.014f);
    }

    private static void Stretch(SKCanvas canvas, Func<float, float, SKColor> colour)
    {
        using SKImage texture = Noise.Texture(48, 48, colour);
        canvas.DrawImage(texture, new SKRect(0, 0, 1, 1), new SKSamplingOptions(SKFilterMode.Linear));
    }

    // The colour, brighter or darker, laid over the wall with half its strength so that the wall's own light shows.
    private static SKColor Light(SKColor colour, float factor) => colour.Shade(factor).WithAlpha(190);

    private static SKColor Leaf(float hue, float lightness, float tone, float gap) =>
        Colours.Hsl(0.24f + (0.10f * (hue - 0.5f)) + (0.03f * gap), 0.38f, (lightness * 0.75f) + (0.17f * tone) + (0.06f * gap)).WithAlpha(225);
}
