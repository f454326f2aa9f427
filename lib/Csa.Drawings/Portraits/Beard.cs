using Csa.Data;
using Csa.Drawings.Painting;
using SkiaSharp;

namespace Csa.Drawings.Portraits;

/// <summary>Stubble, moustache and beard; a full beard reaches from ear to ear, so part of it is seen around a centre hole.</summary>
internal static class Beard
{
    public static void Draw(SKCanvas canvas, PortraitAttributes attributes, Head head, Palette palette)
    {
        FacialHair kind = attributes.FacialHair;
        if (kind == FacialHair.None) return;
        using SKPath mouth = MouthOpening(attributes, head);
        canvas.Save();
        canvas.ClipPath(mouth, SKClipOperation.Difference, antialias: true);
        Random random = Seed.Generator(Seed.Derive(attributes.DetailSeed, 3));
        SKColor colour = Colours.Mix(palette.Hair.Shade(0.8f), new SKColor(58, 40, 32), 0.25f);
        if (kind is FacialHair.FullBeard or FacialHair.Stubble) DrawJaw(canvas, head, colour, random, kind == FacialHair.Stubble);
        if (kind is FacialHair.Goatee) DrawChin(canvas, head, colour, random);
        if (kind is not FacialHair.Stubble) DrawMoustache(canvas, head, colour, random);
        canvas.Restore();
    }

    private static SKPath MouthOpening(PortraitAttributes attributes, Head head)
    {
        float full = (float)attributes.LipFullness, open = 0.028f * (float)attributes.MouthOpenness, rise = 0.02f * (float)attributes.Smile;
        float half = 0.071f + (0.02f * Math.Max(0, (float)attributes.Smile));
        return Strokes.Curve(
            [
                head.On(-half, 0.235f - rise), head.On(-half * 0.4f, 0.229f - (0.010f * full)), head.On(half * 0.4f, 0.229f - (0.010f * full)), head.On(half, 0.235f - rise),
                head.On(half * 0.5f, 0.250f + (0.011f * full) + open), head.On(-half * 0.5f, 0.250f + (0.011f * full) + open),
            ], closed: true);
    }

    private static void DrawJaw(SKCanvas canvas, Head head, SKColor colour, Random random, bool stubble)
    {
        using SKPath region = Strokes.Curve(
            [
                head.At(-0.262f, 0.02f, -0.02f), head.At(-0.225f, 0.06f, 0.03f), head.On(-0.185f, 0.175f), head.On(-0.125f, 0.205f), head.On(-0.06f, 0.186f), head.On(0, 0.188f),
                head.On(0.06f, 0.186f), head.On(0.125f, 0.205f), head.On(0.185f, 0.175f), head.At(0.225f, 0.06f, 0.03f), head.At(0.262f, 0.02f, -0.02f),
                head.At(0.258f, 0.14f, -0.01f), head.At(0.225f, 0.29f, 0.01f), head.At(0.12f, 0.405f, 0.09f), head.At(0, 0.44f, 0.13f), head.At(-0.12f, 0.405f, 0.09f), head.At(-0.225f, 0.29f, 0.01f), head.At(-0.258f, 0.14f, -0.01f),
            ], closed: true);
        canvas.Save();
        if (stubble) canvas.ClipPath(head.Outline, antialias: true);
        else Overhang(canvas, head, region, colour);
        canvas.Fill(region, colour.Fade(stubble ? 0.26f : 0.92f), 0.012f);
        using var dark = new SKPath();
        using var bright = new SKPath();
        int count = stubble ? 500 : 420;
        for (int i = 0; i < count; i++)
        {
            float x = 0.25f * ((2 * (float)random.NextDouble()) - 1), y = 0.06f + (0.36f * (float)random.NextDouble());
            float upper = Math.Abs(x) < 0.13f ? 0.19f : 0.19f - (1.2f * (Math.Abs(x) - 0.13f));
            if (y < upper || y > 0.425f - (1.9f * x * x)) continue;
            SKPoint root = head.On(x, y);
            float length = stubble ? 0.004f : 0.026f + (0.016f * (float)random.NextDouble()), sway = 0.012f * (float)(random.NextDouble() - 0.5);
            SKPath hairs = i % 3 == 0 ? bright : dark;
            hairs.MoveTo(root);
            hairs.QuadTo(root.X + sway, root.Y + (length * 0.5f), root.X - (x * length * 2f) + sway, root.Y + length);
        }

        canvas.Line(dark, colour.Shade(0.6f).Fade(stubble ? 0.24f : 0.5f), stubble ? 0.0018f : 0.0034f);
        if (!stubble) canvas.Line(bright, colour.Shade(1.5f).Fade(0.5f), 0.0026f);
        canvas.Restore();
    }

    private static void DrawChin(SKCanvas canvas, Head head, SKColor colour, Random random)
    {
        using SKPath region = Strokes.Curve(
            [
                head.On(-0.088f, 0.22f), head.On(-0.062f, 0.285f), head.On(0, 0.292f), head.On(0.062f, 0.285f), head.On(0.088f, 0.22f), head.On(0.10f, 0.30f),
                head.At(0.075f, 0.40f, 0.12f), head.At(0, 0.435f, 0.14f), head.At(-0.075f, 0.40f, 0.12f), head.On(-0.10f, 0.30f),
            ], closed: true);
        canvas.Save();
        Overhang(canvas, head, region, colour);
        canvas.Fill(region, colour.Fade(0.92f), 0.008f);
        using var hairs = new SKPath();
        for (int i = 0; i < 110; i++)
        {
            float x = 0.075f * ((2 * (float)random.NextDouble()) - 1), y = 0.295f + (0.10f * (float)random.NextDouble());
            SKPoint root = head.On(x, y);
            hairs.MoveTo(root);
            hairs.LineTo(root.X - (x * 0.05f), root.Y + 0.026f);
        }

        canvas.Line(hairs, colour.Shade(0.62f).Fade(0.5f), 0.003f);
        canvas.Restore();
    }

    // What stands out below the jaw gets little light; the rest is clipped to the face, whose light falls on it later.
    private static void Overhang(SKCanvas canvas, Head head, SKPath region, SKColor colour)
    {
        canvas.Save();
        canvas.ClipPath(head.Outline, SKClipOperation.Difference, antialias: true);
        canvas.Fill(region, colour.Shade(0.58f).Fade(0.9f), 0.007f);
        canvas.Restore();
        canvas.ClipPath(head.Outline, antialias: true);
    }

    private static void DrawMoustache(SKCanvas canvas, Head head, SKColor colour, Random random)
    {
        using SKPath region = Strokes.Curve(
            [
                head.On(-0.098f, 0.248f), head.On(-0.07f, 0.200f), head.On(0, 0.186f), head.On(0.07f, 0.200f), head.On(0.098f, 0.248f), head.On(0.05f, 0.228f), head.On(0, 0.216f), head.On(-0.05f, 0.228f),
            ], closed: true);
        canvas.Fill(region, colour.Fade(0.82f), 0.005f);
        using var hairs = new SKPath();
        for (int i = 0; i < 90; i++)
        {
            float x = 0.085f * ((2 * (float)random.NextDouble()) - 1), y = 0.190f + (0.02f * (float)random.NextDouble()) + (2.2f * x * x);
            SKPoint root = head.On(x, y);
            hairs.MoveTo(root);
            hairs.LineTo(root.X + (0.016f * MathF.Sign(x)), root.Y + 0.020f);
        }

        canvas.Line(hairs, colour.Shade(0.62f).Fade(0.55f), 0.0028f);
    }
}
