using Csa.Drawings.Painting;
using SkiaSharp;

namespace Csa.Drawings.Portraits;

/// <summary>Lips, teeth and the shadow under them.</summary>
internal static class Mouth
{
    public static void Draw(SKCanvas canvas, PortraitAttributes attributes, Head head, Palette palette)
    {
        float smile = (float)attributes.Smile, full = (float)attributes.LipFullness, open = 0.028f * (float)attributes.MouthOpenness;
        float half = 0.078f + (0.022f * Math.Max(0, smile)) - (0.004f * Math.Max(0, -smile));
        float corner = 0.235f - (0.020f * smile), middle = 0.235f + (0.006f * Math.Max(0, smile));
        float upper = 0.013f + (0.013f * full), lower = 0.018f + (0.017f * full);
        SKPoint At(float x, float y) => head.At(x, y, Head.Depth(x, y) + (0.012f * (1 - (x * x / (half * half)))));

        SKPoint left = At(-half, corner), right = At(half, corner);
        SKPoint[] upperEdge = [left, At(-half * 0.55f, Mid(0.55f) - (upper * 0.62f)), At(-half * 0.17f, middle - upper), At(0, middle - (upper * 0.80f)), At(half * 0.17f, middle - upper), At(half * 0.55f, Mid(0.55f) - (upper * 0.62f)), right];
        SKPoint[] upperGap = [right, At(half * 0.5f, Mid(0.5f) - (open * 0.15f)), At(half * 0.15f, middle + 0.001f - (open * 0.25f)), At(0, middle + 0.003f - (open * 0.2f)), At(-half * 0.15f, middle + 0.001f - (open * 0.25f)), At(-half * 0.5f, Mid(0.5f) - (open * 0.15f)), left];
        SKPoint[] lowerGap = [left, At(-half * 0.5f, Mid(0.5f) + (open * 0.6f)), At(0, middle + 0.003f + open), At(half * 0.5f, Mid(0.5f) + (open * 0.6f)), right];
        SKPoint[] lowerEdge = [right, At(half * 0.52f, Mid(0.52f) + (lower * 0.72f) + (open * 0.6f)), At(0, middle + lower + open), At(-half * 0.52f, Mid(0.52f) + (lower * 0.72f) + (open * 0.6f)), left];

        using SKPath upperLip = Between(upperEdge, upperGap), lowerLip = Between(lowerGap, lowerEdge), gap = Between(lowerGap, upperGap), line = Strokes.Curve(upperGap);
        if (open > 0) DrawTeeth(canvas, gap, At(0, middle), half, open);
        SKColor lips = palette.Lips;
        canvas.Fill(upperLip, lips.Shade(0.86f).Fade(0.92f), 0.0022f);
        canvas.Fill(lowerLip, lips.Fade(0.92f), 0.0022f);
        canvas.Save();
        canvas.ClipPath(lowerLip, antialias: true);
        canvas.Spot(At(-0.012f, middle + open + (lower * 0.45f)), half * 0.5f, lower * 0.42f, SKColors.White, 0.22f + (0.1f * (float)attributes.LipRedness));
        canvas.Spot(At(0, middle + open + lower), half * 0.9f, lower * 0.5f, palette.SkinShadow, 0.35f);
        canvas.Restore();
        canvas.Line(line, palette.SkinShadow.Shade(0.5f).Fade(0.85f), 0.0045f, 0.0016f);
        foreach (SKPoint end in (ReadOnlySpan<SKPoint>)[left, right]) canvas.Spot(end, 0.016f, 0.011f, palette.SkinShadow, 0.6f);

        // How far the line between corner and middle has risen at a share of the half width.
        float Mid(float share) => middle + ((corner - middle) * share * share);
    }

    private static void DrawTeeth(SKCanvas canvas, SKPath gap, SKPoint middle, float half, float open)
    {
        canvas.Fill(gap, new SKColor(74, 22, 22));
        canvas.Save();
        canvas.ClipPath(gap, antialias: true);
        using var teeth = new SKPath();
        teeth.AddOval(new SKRect(middle.X - (half * 0.82f), middle.Y - 0.02f, middle.X + (half * 0.82f), middle.Y + (open * 0.85f) + 0.002f));
        canvas.Fill(teeth, new SKColor(240, 232, 222), 0.0015f);
        using var gaps = new SKPath();
        for (int i = -3; i <= 3; i++)
        {
            gaps.MoveTo(middle.X + (i * half * 0.21f), middle.Y - 0.02f);
            gaps.LineTo(middle.X + (i * half * 0.21f), middle.Y + open);
        }

        canvas.Line(gaps, new SKColor(150, 120, 110).Fade(0.35f), 0.0018f);
        foreach (int side in (ReadOnlySpan<int>)[-1, 1]) canvas.Spot(new SKPoint(middle.X + (side * half * 0.9f), middle.Y), half * 0.55f, 0.04f, new SKColor(50, 14, 14), 0.8f);
        canvas.Restore();
    }

    private static SKPath Between(SKPoint[] there, SKPoint[] back)
    {
        SKPath path = Strokes.Curve(there);
        using SKPath rest = Strokes.Curve(back);
        path.AddPath(rest, SKPathAddMode.Extend);
        path.Close();
        return path;
    }
}
