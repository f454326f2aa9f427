using Csa.Data;
using Csa.Drawings.Painting;
using SkiaSharp;

namespace Csa.Drawings.Portraits;

/// <summary>Ears, skin and the light on it.</summary>
internal static class Face
{
    /// <summary>Draws one ear, behind or in front of the skin: the ear that the turn brings forward is in front.</summary>
    public static void DrawEar(SKCanvas canvas, Head head, Palette palette, bool before)
    {
        foreach (int side in (ReadOnlySpan<int>)[-1, 1])
        {
            if (before != side * head.Turn < -0.05f) continue;
            SKPoint at = head.At(side * (before ? 0.258f : 0.270f), 0.055f, before ? 0f : -0.08f);
            float wide = 0.036f * (1 - (0.9f * side * head.Turn));
            float lit = 0.80f + (0.16f * side * head.Light.X);
            SKColor skin = Colours.Mix(palette.Skin, palette.Flush, 0.35f).Shade(lit);
            using SKPath ear = Strokes.Curve(
                [
                    new(at.X - (side * 0.2f * wide), at.Y - 0.07f), new(at.X + (side * 0.75f * wide), at.Y - 0.075f), new(at.X + (side * 1.15f * wide), at.Y - 0.03f),
                    new(at.X + (side * 0.75f * wide), at.Y + 0.035f), new(at.X + (side * 0.2f * wide), at.Y + 0.082f), new(at.X - (side * 0.5f * wide), at.Y + 0.07f),
                    new(at.X - (side * 0.9f * wide), at.Y),
                ], closed: true);
            canvas.Fill(ear, skin);
            canvas.Save();
            canvas.ClipPath(ear, antialias: true);
            canvas.Spot(new SKPoint(at.X + (side * 0.1f * wide), at.Y - 0.012f), wide * 0.7f, 0.05f, palette.SkinShadow, 0.55f);
            canvas.Spot(new SKPoint(at.X - (side * 0.8f * wide), at.Y), wide * 1.1f, 0.10f, palette.SkinShadow, 0.6f);
            canvas.Spot(new SKPoint(at.X + (side * 0.8f * wide), at.Y - 0.045f), wide * 0.4f, 0.035f, SKColors.White, 0.12f);
            canvas.Restore();
        }
    }

    /// <summary>Draws the skin in even light: tone, flush, freckles, furrows.</summary>
    public static void DrawSkin(SKCanvas canvas, PortraitAttributes attributes, Head head, Palette palette)
    {
        canvas.Fill(head.Outline, palette.Skin);
        canvas.Save();
        canvas.ClipPath(head.Outline, antialias: true);
        foreach (int side in (ReadOnlySpan<int>)[-1, 1])
        {
            canvas.Spot(head.On(side * 0.155f, 0.115f), 0.11f * head.Narrowing(side * 0.15f), 0.085f, palette.Flush, 0.30f);
            canvas.Spot(head.On(side * 0.117f, 0f), 0.085f, 0.06f, Colours.Mix(palette.Skin, palette.SkinShadow, 0.45f), 0.42f);
        }

        canvas.Spot(head.At(0, 0.13f, 0.24f), 0.06f, 0.055f, palette.Flush, 0.32f);
        canvas.Spot(head.On(0, 0.355f), 0.08f, 0.05f, palette.Flush, 0.22f);
        DrawFreckles(canvas, attributes, head, palette);
        DrawFurrows(canvas, attributes, head, palette);
        DrawNose(canvas, attributes, head, palette);
        canvas.Restore();
    }

    /// <summary>Multiplies the face by its light, adds the shine, and the shadow that the hair casts on it.</summary>
    public static void DrawLight(SKCanvas canvas, PortraitAttributes attributes, Head head, HairShape hair)
    {
        var relief = new FaceRelief(head, attributes);
        (SKImage diffuse, SKImage shine) = relief.Render(
            (float)attributes.LightSoftness, 0.20f, (uint)attributes.DetailSeed);
        using (diffuse)
        using (shine)
        {
            canvas.Save();
            canvas.ClipPath(head.Outline, antialias: true);
            var sampling = new SKSamplingOptions(SKFilterMode.Linear);
            using var multiply = new SKPaint { BlendMode = SKBlendMode.Modulate };
            using var add = new SKPaint { BlendMode = SKBlendMode.Plus };
            canvas.DrawImage(diffuse, FaceRelief.Area, sampling, multiply);
            canvas.DrawImage(shine, FaceRelief.Area, sampling, add);
            if (hair.Front is { } front)
            {
                canvas.Translate(-0.012f * head.Light.X, 0.018f);
                canvas.Fill(front, new SKColor(60, 25, 15).Fade(0.5f), 0.016f);
            }

            canvas.Restore();
        }
    }

    private static void DrawFreckles(SKCanvas canvas, PortraitAttributes attributes, Head head, Palette palette)
    {
        if (attributes.Freckles <= 0) return;
        Random random = Seed.Generator(Seed.Derive(attributes.DetailSeed, 1));
        using var dots = new SKPath();
        int count = 40 + (int)(120 * attributes.Freckles);
        for (int i = 0; i < count; i++)
        {
            float x = 0.22f * (float)(random.NextDouble() + random.NextDouble() - 1), y = 0.085f + (0.09f * (float)(random.NextDouble() + random.NextDouble() - 1));
            SKPoint at = head.On(x, y);
            dots.AddCircle(at.X, at.Y, 0.0018f + (0.0026f * (float)random.NextDouble()));
        }

        canvas.Fill(dots, Colours.Mix(palette.Skin, palette.SkinShadow, 0.7f).Fade(0.25f + (0.35f * (float)attributes.Freckles)), 0.0012f);
    }

    private static void DrawFurrows(SKCanvas canvas, PortraitAttributes attributes, Head head, Palette palette)
    {
        float age = (float)attributes.Age, smile = Math.Max(0, (float)attributes.Smile);
        using var forehead = new SKPath();
        using var folds = new SKPath();
        for (int i = 0; i < 3; i++)
        {
            float y = -0.125f - (0.035f * i);
            Strokes.AddCurve(forehead, [head.On(-0.12f + (0.01f * i), y + 0.008f), head.On(-0.05f, y - 0.004f), head.On(0.04f, y - 0.002f), head.On(0.12f - (0.015f * i), y + 0.01f)]);
        }

        foreach (int side in (ReadOnlySpan<int>)[-1, 1])
        {
            Strokes.AddCurve(folds, [head.On(side * 0.058f, 0.15f), head.On(side * 0.084f, 0.185f), head.On(side * (0.102f + (0.012f * smile)), 0.235f)]);
            for (int i = -1; i <= 1; i++) Strokes.AddCurve(forehead, [head.On(side * 0.185f, 0.006f * i), head.On(side * 0.212f, 0.004f + (0.018f * i))]);
        }

        canvas.Line(forehead, palette.SkinShadow.Fade(0.42f * age * age), 0.0045f, 0.003f);
        canvas.Line(folds, palette.SkinShadow.Fade(0.08f + (0.34f * age) + (0.16f * smile)), 0.008f, 0.006f);
    }

    private static void DrawNose(SKCanvas canvas, PortraitAttributes attributes, Head head, Palette palette)
    {
        float wide = 0.8f + (0.5f * (float)attributes.NoseWidth), y = 0.118f + (0.03f * (float)attributes.NoseLength);
        using var creases = new SKPath();
        foreach (int side in (ReadOnlySpan<int>)[-1, 1])
        {
            SKPoint nostril = head.At(side * 0.021f * wide, y + 0.035f, 0.215f);
            canvas.Spot(nostril, 0.019f * wide, 0.0115f, palette.SkinShadow.Shade(0.45f), 0.95f, side * -14);
            Strokes.AddCurve(creases,
                [head.At(side * 0.046f * wide, y, 0.19f), head.At(side * 0.056f * wide, y + 0.018f, 0.185f), head.At(side * 0.048f * wide, y + 0.036f, 0.19f), head.At(side * 0.034f * wide, y + 0.038f, 0.20f)]);
        }

        canvas.Line(creases, palette.SkinShadow.Fade(0.55f), 0.006f, 0.004f);
        canvas.Spot(head.At(0, y + 0.043f, 0.21f), 0.035f * wide, 0.010f, palette.SkinShadow, 0.5f);
    }
}
