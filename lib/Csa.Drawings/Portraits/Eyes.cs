using Csa.Data;
using Csa.Drawings.Painting;
using SkiaSharp;

namespace Csa.Drawings.Portraits;

/// <summary>Eyes, lids, lashes and brows.</summary>
internal static class Eyes
{
    private const float EyeX = 0.117f;
    private const float IrisRadius = 0.0230f;

    public static void Draw(SKCanvas canvas, PortraitAttributes attributes, Head head, Palette palette)
    {
        foreach (int side in (ReadOnlySpan<int>)[-1, 1])
        {
            canvas.Save();
            EnterEye(canvas, head, side);
            DrawEye(canvas, attributes, palette, side);
            canvas.Restore();
            DrawBrow(canvas, attributes, head, palette, side);
        }
    }

    /// <summary>Draws the highlights in the eyes, after everything on the face is lit.</summary>
    public static void DrawHighlights(SKCanvas canvas, PortraitAttributes attributes, Head head)
    {
        foreach (int side in (ReadOnlySpan<int>)[-1, 1])
        {
            canvas.Save();
            EnterEye(canvas, head, side);
            using SKPath opening = Opening(attributes);
            canvas.ClipPath(opening, antialias: true);
            SKPoint iris = IrisAt(attributes, side);
            canvas.Spot(new SKPoint(iris.X + (side * 0.009f * head.Light.X), iris.Y - 0.008f), 0.0085f, 0.0085f, SKColors.White, 0.95f);
            canvas.Spot(new SKPoint(iris.X - (side * 0.008f * head.Light.X), iris.Y + 0.009f), 0.008f, 0.006f, SKColors.White, 0.22f);
            canvas.Restore();
        }
    }

    // Eye space: centre at the origin, x towards the temple for either eye, narrowed by the turn.
    private static void EnterEye(SKCanvas canvas, Head head, int side)
    {
        SKPoint at = head.On(side * EyeX, 0);
        canvas.Translate(at.X, at.Y);
        canvas.Scale(side * head.Narrowing(side * EyeX), 1);
    }

    private static SKPoint IrisAt(PortraitAttributes attributes, int side) => new(side * 0.019f * (float)attributes.Gaze, -0.0015f);

    private static (float Half, float Up, float Down) Measures(PortraitAttributes attributes)
    {
        float size = 0.92f + (0.20f * (float)attributes.EyeSize);
        float open = 0.62f + (0.50f * (float)attributes.EyeOpenness) - (0.10f * Math.Max(0, (float)attributes.Smile));
        return (0.0575f * size, 0.0255f * size * open, 0.0165f * size * (0.5f + (0.5f * open)));
    }

    private static SKPoint[] UpperLid(PortraitAttributes attributes)
    {
        (float half, float up, _) = Measures(attributes);
        return [new(-half, 0.007f), new(-half * 0.62f, -up * 0.55f), new(-half * 0.1f, -up), new(half * 0.45f, -up * 0.82f), new(half, -0.004f)];
    }

    private static SKPoint[] LowerLid(PortraitAttributes attributes)
    {
        (float half, _, float down) = Measures(attributes);
        return [new(half, -0.004f), new(half * 0.55f, down * 0.82f), new(0, down), new(-half * 0.55f, down * 0.72f), new(-half, 0.007f)];
    }

    private static SKPath Opening(PortraitAttributes attributes)
    {
        SKPath path = Strokes.Curve(UpperLid(attributes));
        using SKPath lower = Strokes.Curve(LowerLid(attributes));
        path.AddPath(lower, SKPathAddMode.Extend);
        path.Close();
        return path;
    }

    private static void DrawEye(SKCanvas canvas, PortraitAttributes attributes, Palette palette, int side)
    {
        (float half, float up, float down) = Measures(attributes);
        SKColor dark = palette.SkinShadow.Shade(0.45f);
        using SKPath opening = Opening(attributes);
        canvas.Save();
        canvas.ClipPath(opening, antialias: true);
        DrawBall(canvas, attributes, palette, side, half, up);
        canvas.Restore();

        SKPoint[] lid = UpperLid(attributes);
        using SKPath lash = Strokes.Curve(lid), lower = Strokes.Curve(LowerLid(attributes));
        SKPoint[] folded = Array.ConvertAll(lid, point => new SKPoint(point.X * 1.02f, point.Y - 0.013f - (0.05f * Math.Abs(point.Y))));
        using SKPath fold = Strokes.Curve(folded);
        canvas.Line(fold, palette.SkinShadow.Fade(0.55f), 0.005f, 0.0025f);
        canvas.Line(lower, palette.SkinShadow.Fade(0.55f), 0.0042f, 0.0018f);
        canvas.Line(lash, dark.Fade(0.9f), 0.0072f, 0.0012f);
        DrawLashes(canvas, lid, dark);
        canvas.Spot(new SKPoint(-half * 0.93f, 0.006f), 0.008f, 0.006f, new SKColor(196, 120, 110), 0.8f);
        using SKPath bag = Strokes.Curve([new(-half * 0.8f, down + 0.014f), new(0, down + 0.022f), new(half * 0.75f, down + 0.012f)]);
        canvas.Line(bag, palette.SkinShadow.Fade(0.10f + (0.34f * (float)attributes.Age)), 0.007f, 0.005f);
    }

    private static void DrawBall(SKCanvas canvas, PortraitAttributes attributes, Palette palette, int side, float half, float up)
    {
        canvas.DrawColor(new SKColor(222, 213, 208));
        canvas.Spot(new SKPoint(-half, 0.004f), half * 0.7f, 0.03f, new SKColor(190, 120, 110), 0.65f);
        canvas.Spot(new SKPoint(half, 0), half * 0.6f, 0.03f, new SKColor(176, 128, 118), 0.6f);
        SKPoint iris = IrisAt(attributes, side);
        using (var disc = new SKPath())
        {
            disc.AddCircle(iris.X, iris.Y, IrisRadius);
            SKColor colour = palette.Iris;
            canvas.Fill(disc, SKShader.CreateRadialGradient(
                iris, IrisRadius, [colour.Shade(0.7f), colour.Shade(1.2f), colour, colour.Shade(0.35f), colour.Shade(0.25f)], [0.3f, 0.5f, 0.75f, 0.95f, 1f], SKShaderTileMode.Clamp));
        }

        using (var pupil = new SKPath())
        {
            pupil.AddCircle(iris.X, iris.Y, IrisRadius * 0.40f);
            canvas.Fill(pupil, new SKColor(12, 9, 9), 0.0008f);
        }

        canvas.Spot(new SKPoint(0, -up * 1.15f), half * 1.2f, up * 1.15f, new SKColor(40, 24, 20), 0.85f);
    }

    private static void DrawLashes(SKCanvas canvas, SKPoint[] lid, SKColor dark)
    {
        using var lashes = new SKPath();
        for (int i = 0; i < 11; i++)
        {
            float t = 0.35f + (0.065f * i);
            SKPoint root = Interpolate(lid, t);
            lashes.MoveTo(root);
            float lean = t - 0.42f;
            lashes.QuadTo(root.X + (0.012f * lean), root.Y - 0.006f, root.X + (0.032f * lean), root.Y - 0.011f);
        }

        canvas.Line(lashes, dark.Fade(0.65f), 0.0022f);
    }

    private static void DrawBrow(SKCanvas canvas, PortraitAttributes attributes, Head head, Palette palette, int side)
    {
        float thick = 0.010f + (0.016f * (float)attributes.BrowThickness), arch = 0.004f + (0.018f * (float)attributes.BrowArch);
        float lift = 0.010f * (float)(attributes.EyeOpenness - 0.5);
        SKPoint Middle(float t) =>
            head.On(side * (0.050f + (0.135f * t)), -0.066f - lift - (arch * MathF.Sin(MathF.PI * MathF.Min(1, t * 0.95f))) + (0.012f * t * t));

        using SKPath core = Strokes.Curve([Middle(0.02f), Middle(0.3f), Middle(0.6f), Middle(0.95f)]);
        canvas.Line(core, palette.Brow.Fade(0.58f), thick * 0.85f, thick * 0.28f);
        Random random = Seed.Generator(Seed.Derive(attributes.DetailSeed, 2));
        using var hairs = new SKPath();
        for (int i = 0; i < 46; i++)
        {
            float t = (i + (float)random.NextDouble()) / 46, across = (float)random.NextDouble() - 0.5f;
            float taper = t < 0.6f ? 1 : 1 - ((t - 0.6f) * 1.7f);
            SKPoint from = Middle(t), to = Middle(t + 0.13f);
            float y = across * thick * taper;
            hairs.MoveTo(from.X, from.Y + y + (0.004f * (1 - t)));
            hairs.LineTo(to.X, to.Y + (y * 0.75f) - (0.009f * (1 - t)));
        }

        canvas.Line(hairs, palette.Brow.Fade(0.62f), 0.0026f);
    }

    private static SKPoint Interpolate(SKPoint[] points, float t)
    {
        float place = Math.Clamp(t, 0, 1) * (points.Length - 1);
        int i = Math.Min((int)place, points.Length - 2);
        float u = place - i;
        return new SKPoint(points[i].X + ((points[i + 1].X - points[i].X) * u), points[i].Y + ((points[i + 1].Y - points[i].Y) * u));
    }
}
